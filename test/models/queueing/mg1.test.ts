import { describe, expect, it } from 'vitest';

import { gih1 } from '../../oracles/gih1.ts';
import { inverseTail, invertLaplace } from '../../../src/models/queueing/inversion.ts';
import {
  gammaTransform,
  md1WaitTail,
  mg1ResponseTail,
  mg1Wait,
  tailTransform,
} from '../../../src/models/queueing/mg1.ts';
import { millsRatio, normalTail } from '../../../src/models/queueing/normal-tail.ts';
import { nonPreemptiveWaits, preemptiveResponses } from '../../oracles/priorities.ts';
import { hyperexponentialTransform, mg1WaitTail } from '../../oracles/mg1.ts';

describe('Laplace inversion', () => {
  it('finds the tails of exponential and Erlang times', () => {
    for (const time of [0.01, 0.5, 3, 20]) {
      const exponential = gammaTransform(1, 1);
      expect(invertLaplace((s) => tailTransform(exponential(s), s), time)).toBeCloseTo(Math.exp(-time), 8);
      const erlang = gammaTransform(1, 0.5);
      const tail = Math.exp(-2 * time) * (1 + 2 * time);
      expect(invertLaplace((s) => tailTransform(erlang(s), s), time)).toBeCloseTo(tail, 8);
    }
  });

  it('a tail that never comes down is refused', () => {
    expect(() => inverseTail(() => 1, 0.5)).toThrow(RangeError);
    expect(inverseTail(() => 0.3, 0.5)).toBe(0);
  });
});

describe('M/G/1', () => {
  it('with exponential service has M/M/1’s tails', () => {
    const queue = { arrivalRate: 0.8, meanService: 1, service: gammaTransform(1, 1) };
    for (const time of [0.1, 2, 20]) {
      expect(mg1WaitTail(queue, time)).toBeCloseTo(0.8 * Math.exp(-0.2 * time), 8);
      expect(mg1ResponseTail(queue, time)).toBeCloseTo(Math.exp(-0.2 * time), 8);
    }
  });

  it('with fixed service has Erlang’s distribution and Pollaczek’s mean', () => {
    // Erlang (1909): P(W ≤ t) = (1 − ρ)·e^λt for t ≤ D
    for (const time of [0, 0.3, 0.99])
      expect(1 - md1WaitTail(0.7, 1, time)).toBeCloseTo(0.3 * Math.exp(0.7 * time), 13);
    let mean = 0;
    for (let i = 0; i < 40_000; i++) mean += md1WaitTail(0.7, 1, (i + 0.5) / 1000) / 1000;
    expect(mean).toBeCloseTo(mg1Wait({ arrivalRate: 0.7, meanService: 1, serviceScv: 0 }), 5);
  });

  it('far out the tail of fixed service falls by e^(−η) a service, λ(e^(η) − 1) = η', () => {
    const [arrivalRate, far] = [0.9, 100];
    let [low, high] = [1e-3, 5];
    for (let i = 0; i < 100; i++) {
      const eta = (low + high) / 2;
      if (arrivalRate * Math.expm1(eta) < eta) low = eta;
      else high = eta;
    }
    expect(Math.log(md1WaitTail(arrivalRate, 1, far) / md1WaitTail(arrivalRate, 1, far + 1))).toBeCloseTo(low, 5);
  });
});

describe('GI/H/1', () => {
  it('with Poisson arrivals is M/G/1', () => {
    const [probabilities, means] = [
      [0.1, 0.9],
      [5, 5 / 9],
    ];
    const queue = gih1({ interarrival: (z) => 0.85 / (0.85 + z), meanInterarrival: 1 / 0.85, probabilities, means });
    expect(queue.waitProbability).toBeCloseTo(0.85, 10);
    const serviceScv = 2 * (0.1 * 25 + 0.9 * (5 / 9) ** 2) - 1;
    expect(queue.meanWait).toBeCloseTo(mg1Wait({ arrivalRate: 0.85, meanService: 1, serviceScv }), 9);
    const transform = { arrivalRate: 0.85, meanService: 1, service: hyperexponentialTransform(probabilities, means) };
    for (const time of [1, 10, 60]) expect(queue.responseTail(time)).toBeCloseTo(mg1ResponseTail(transform, time), 8);
    expect(queue.responseTail(queue.responsePercentile(0.95))).toBeCloseTo(0.05, 10);
  });

  it('is refused without a steady state', () => {
    const full = { interarrival: (z: number) => Math.exp(-z), meanInterarrival: 1, probabilities: [1], means: [1] };
    expect(() => gih1(full)).toThrow(RangeError);
  });
});

it('priorities keep the work: Σ ρᵢWᵢ is what it is without them', () => {
  const classes = [
    { arrivalRate: 20, meanService: 0.01, serviceScv: 2 },
    { arrivalRate: 5, meanService: 0.05, serviceScv: 0 },
    { arrivalRate: 10, meanService: 0.03, serviceScv: 1 },
  ];
  const waits = nonPreemptiveWaits(classes);
  const busy = classes.map((one) => one.arrivalRate * one.meanService);
  const total = busy.reduce((sum, share) => sum + share, 0);
  const residual = classes.reduce((sum, one, i) => sum + (busy[i]! * one.meanService * (1 + one.serviceScv)) / 2, 0);
  const conserved = waits.reduce((sum, wait, i) => sum + busy[i]! * wait, 0);
  expect(conserved).toBeCloseTo((total * residual) / (1 - total), 12);
  expect(preemptiveResponses(classes.slice(0, 1))[0]).toBeCloseTo(
    waits[0]! * 0 + 0.01 + (20 * 0.0001 * 3) / 2 / 0.8,
    12,
  );
  expect(nonPreemptiveWaits([...classes, { arrivalRate: 1, meanService: 1, serviceScv: 1 }])[3]).toBe(Infinity);
});

it('normal tails', () => {
  // Abramowitz & Stegun, table 26.1 and 26.2
  expect(normalTail(0)).toBe(0.5);
  expect(normalTail(1)).toBeCloseTo(0.158655253931457, 14);
  expect(normalTail(-2)).toBeCloseTo(0.977249868051821, 14);
  expect(normalTail(5) / 2.866515718791939e-7).toBeCloseTo(1, 12);
  expect(millsRatio(2.4999999999)).toBeCloseTo(millsRatio(2.5), 9);
  expect(millsRatio(1e6) * 1e6).toBeCloseTo(1, 11);
  expect(millsRatio(Infinity)).toBe(0);
  expect(() => millsRatio(-1)).toThrow(RangeError);
});

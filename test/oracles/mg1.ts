/** M/G/1 by its transforms. */
import { invertLaplace, type Complex, type Transform } from '../../src/models/queueing/inversion.ts';
import { tailTransform, type TransformQueue } from '../../src/models/queueing/mg1.ts';

/**
 * P(W > t) of M/G/1 from the transform of its service time: W(s) = (1 − ρ)·s/(s − λ·(1 − B(s))), inverted numerically.
 *
 * @param queue `service` is E[e^(−sS)]; smooth distributions only, fixed times have `md1WaitTail`.
 * @param time t ≥ 0.
 * @returns 1 where ρ ≥ 1; to about 1e-9.
 * @see Kleinrock (1975), section 5.7; `invertLaplace`.
 */
export function mg1WaitTail(queue: TransformQueue, time: number): number {
  const utilization = queue.arrivalRate * queue.meanService;
  if (utilization >= 1 || time < 0) return 1;
  if (time === 0) return utilization;
  return Math.min(
    1,
    Math.max(
      0,
      invertLaplace((s) => tailTransform(waitTransform(queue, s), s), time),
    ),
  );
}

/** E[e^(−sX)] of a mixture of exponential distributions. */
export function hyperexponentialTransform(probabilities: readonly number[], means: readonly number[]): Transform {
  return ([re, im]) => {
    let real = 0;
    let imaginary = 0;
    for (let i = 0; i < means.length; i++) {
      const a = 1 + re * means[i]!;
      const b = im * means[i]!;
      const square = a * a + b * b;
      real += (probabilities[i]! * a) / square;
      imaginary -= (probabilities[i]! * b) / square;
    }
    return [real, imaginary];
  };
}

function waitTransform({ arrivalRate, meanService, service }: TransformQueue, s: Complex): Complex {
  const utilization = arrivalRate * meanService;
  const [re, im] = service(s);
  return divide(
    [(1 - utilization) * s[0], (1 - utilization) * s[1]],
    [s[0] - arrivalRate * (1 - re), s[1] + arrivalRate * im],
  );
}

function divide(a: Complex, b: Complex): Complex {
  const square = b[0] * b[0] + b[1] * b[1];
  return [(a[0] * b[0] + a[1] * b[1]) / square, (a[1] * b[0] - a[0] * b[1]) / square];
}

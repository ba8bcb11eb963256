/** What the methods of waits are called, what they compute, and where they are from. */
import type { MethodId, MethodInput } from '../models/queueing/method.ts';

export interface MethodText {
  readonly title: string;
  /** By the names of `INPUTS` and of what follows from them: load, utilisation, P(wait). */
  readonly probability?: string;
  readonly mean?: string;
  /** A function of all inputs that gives both, where no formula of a line does. */
  readonly call?: string;
  readonly source?: string;
  readonly note?: string;
}

const WHITT = 'Whitt, Approximations for the GI/G/m queue, Production and Operations Management 2 (1993)';
const GROSS = 'Gross, Shortle, Thompson and Harris, Fundamentals of queueing theory (2008)';
const MVA = 'Reiser and Lavenberg, JACM 27 (1980); Buzen, Comm. ACM 16 (1973)';
const POOLS =
  'Lazowska et al., Quantitative system performance (1984), chapters 8 and 9; Chandy, Herzog and Woo, IBM J. Res. Dev. 19 (1975)';

export const METHODS: Readonly<Record<MethodId, MethodText>> = {
  mmc: {
    title: 'M/M/c (Erlang C)',
    probability: 'Erlang C(servers, load)',
    mean: 'P(wait) × service / (servers − load)',
    source: 'Kleinrock, Queueing systems 1 (1975), sections 3.2 and 3.5',
  },
  mg1: {
    title: 'M/G/1 (Pollaczek–Khinchine)',
    probability: 'utilisation',
    mean: 'utilisation / (1 − utilisation) × (1 + service SCV) / 2 × service',
    source: 'Pollaczek (1930), Khinchine (1932); Kleinrock, Queueing systems 1 (1975), (5.105)',
  },
  gig1: {
    title: 'GI/G/1 (Krämer and Langenbach-Belz 1976)',
    call: 'GI/G/1',
    source: 'Krämer and Langenbach-Belz, 8th International Teletraffic Congress (1976)',
  },
  gigc: { title: 'GI/G/c (Whitt 1993)', call: 'GI/G/c', source: WHITT },
  'gigc-regular': {
    title: 'GI/G/c, between exponential and fixed services',
    call: 'GI/G/c',
    source: `Tijms, A first course in stochastic models (2003), section 9.6; ${WHITT}`,
  },
  'least-connections': {
    title: 'a queue at each node, least-connections',
    call: 'least-connections',
    source: 'Nelson and Philips, Performance Evaluation 17 (1993), fitted to simulations',
  },
  'power-of-two': {
    title: 'a queue at each node, power-of-two',
    call: 'power-of-two',
    source: 'Mitzenmacher, IEEE Trans. Parallel and Distributed Systems 12 (2001), fitted to simulations',
  },
  gimc: {
    title: 'GI/M/c',
    source:
      'Takács, Introduction to the theory of queues (1962), chapter 2; Kleinrock, Queueing systems 1 (1975), section 6.4',
    note: 'the arrivals are those of the class, by their own distribution',
  },
  h2g1: {
    title: 'H2/G/1',
    source: 'Kleinrock, Queueing systems 1 (1975), section 8.2',
    note: 'the arrivals are those of the class, by two exponential branches',
  },
  'gimc-scaled': {
    title: 'GI/G/c: GI/M/c and H2/G/1',
    source: 'Kleinrock, Queueing systems 1 (1975), section 8.2; Takács (1962)',
    note: 'the arrivals are those of the class, by their own distribution',
  },
  merged: {
    title: 'H2 + M/M/c: one uneven class and Poisson arrivals beside it, by the chain of the queue',
    source: 'Neuts, Matrix-geometric solutions in stochastic models (1981), chapter 3',
  },
  'fixed-tandem': {
    title: 'fixed services in a row: what the longest makes wait, less what those before it do',
    source: 'Friedman, Reduction methods for tandem queuing systems, Operations Research 13 (1965)',
    note: 'the mean is exact where that of the longest alone is',
  },
  'state-dependent': {
    title: 'M/G/c to which more comes the longer the queue is: copies and further attempts',
    source: `Dean and Barroso, The tail at scale, Comm. ACM 56 (2013); ${GROSS}, section 2.9`,
    note: 'arrivals here are those that are no copies',
  },
  mmck: {
    title: 'M/M/c/K: queue capacity K',
    call: 'M/M/c/K',
    source: `${GROSS}, section 2.5`,
    note: 'exact for Poisson arrivals, exponential service and no further attempts; others wait as these',
  },
  mgck: {
    title: 'M/G/c/K: queue capacity K',
    call: 'M/G/c/K',
    source: `${GROSS}, section 2.5, with service by two moments`,
  },
  'no-queue': {
    title: 'no queue: no more threads than servers',
    note: 'requests wait for a thread instead',
  },
  mva: { title: 'closed: mean value analysis', source: MVA },
  linearizer: {
    title: 'closed: mean value analysis by Linearizer',
    source: `Chandy and Neuse, Comm. ACM 25 (1982); ${MVA}`,
    note: 'exact steps are too many for these classes and users',
  },
  'finite-source': {
    title: 'closed: mean value analysis, each station corrected as M/G/c with a finite source',
    source: `${MVA}; Marie, IEEE Trans. Software Engineering 5 (1979)`,
  },
  layers: {
    title: 'closed: method of layers',
    source: 'Rolia and Sevcik, IEEE Trans. Software Engineering 21 (1995)',
    note: 'thread pools as tasks on processors',
  },
  uncounted: {
    title: 'closed: threads are taken to be enough',
    note: 'thread pools hold up the users of one class that is alone',
  },
  'flow-equivalent': {
    title: 'a scarce pool: the chain of those before a flow-equivalent server',
    source: POOLS,
    note: 'what a thread is held for is a closed network of as many visits as there are threads',
  },
  'flow-equivalent-inside': {
    title: 'inside a scarce pool: a closed network of as many visits as there are threads',
    source: POOLS,
  },
};

/** What goes into methods, and in which unit. */
export const INPUTS: Readonly<Record<MethodInput, { readonly name: string; readonly unit: string }>> = {
  users: { name: 'users', unit: 'users' },
  threads: { name: 'threads', unit: 'threads' },
  nodes: { name: 'nodes', unit: '1' },
  servers: { name: 'servers', unit: '1' },
  room: { name: 'queue capacity', unit: '1' },
  arrivalRate: { name: 'arrivals', unit: '/s' },
  poissonRate: { name: 'Poisson arrivals', unit: '/s' },
  meanService: { name: 'service', unit: 's' },
  arrivalScv: { name: 'arrival SCV', unit: '1' },
  serviceScv: { name: 'service SCV', unit: '1' },
  longestBefore: { name: 'longest service before', unit: 's' },
  capacity: { name: 'capacity', unit: '/s' },
};

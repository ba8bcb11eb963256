/** Tasks without servers (Fargate, Container Apps, Cloud Run): billed by vCPU and memory over time. */
import {
  byDefault,
  choice,
  count,
  duration,
  monthAmount,
  number,
  object,
  optional,
  share,
  size,
  type FieldsOutput,
} from '../topology/fields.ts';
import { defineKind } from './kind.ts';
import { autoscaledShares } from './nodes.ts';

const autoscale = object(
  {
    min: count('Fewest tasks.'),
    max: count('Most tasks.', 1),
    target: byDefault(share('Utilisation at which tasks are added.'), '60%'),
  },
  'The number of tasks follows the load over the day.',
);

const fields = {
  vcpu: optional(number('vCPUs of a task (default 1).')),
  memory: optional(size('Memory of a task (default 2 GB).')),
  arch: optional(choice(['x86_64', 'arm64'], 'Processor architecture (default x86_64).')),
  count: optional(count('Tasks (default 1).')),
  autoscale: optional(autoscale),
  threads: optional(count('Concurrent requests a task holds.', 1)),
  billing: optional(
    choice(
      ['instance', 'request'],
      'Cloud Run, Container Apps: pay while a task exists, or only while it answers (default instance).',
    ),
  ),
  duration: optional(duration('How long a task is busy with one request, where it pays by request.')),
  concurrency: optional(number('Requests that a task answers at once, where it pays by request (default 1).', 1)),
} as const;

export type ContainerOptions = FieldsOutput<typeof fields>;

export interface ContainerUse {
  readonly arch: 'x86_64' | 'arm64';
  readonly billing: 'instance' | 'request';
  /** Over the month. */
  readonly vcpuSeconds: number;
  readonly memoryByteSeconds: number;
  readonly requests: number;
}

export const container = defineKind<ContainerOptions, ContainerUse>({
  name: 'container',
  summary: 'Tasks without servers.',
  fields,
  nodes: false,
  usage: {
    requests: optional(monthAmount('Requests.')),
    task_time: optional(monthAmount('Time that tasks run, such as 300 h/month.', 'seconds')),
  },
  placement: 'zonal',
  unused: ['threads'],
  nodeCount: (options) => options.autoscale?.max ?? options.count,
  consume(component, load, { monthSeconds, warn }) {
    const { options, usage } = component;
    const vcpu = options.vcpu ?? 1;
    const memoryBytes = options.memory ?? 2 * 2 ** 30;
    const requests = load.arrivalRate * monthSeconds + (usage.requests ?? 0);
    let taskSeconds: number;
    if ((options.billing ?? 'instance') === 'request') {
      const busySeconds = options.duration ?? component.service?.mean ?? component.demand?.cpu;
      if (busySeconds === undefined && requests > 0) {
        warn(
          'billing: request needs to know how long a request keeps a task busy: nothing is billed for it',
          'give duration: 80ms',
        );
      }
      taskSeconds = (requests * (busySeconds ?? 0)) / (options.concurrency ?? 1);
    } else if (options.autoscale) {
      const shares = autoscaledShares(component, options.autoscale, load, { vcpus: vcpu, warn, node: 'task' });
      taskSeconds = shares.reduce((sum, one) => sum + one, 0) * component.runningShare * monthSeconds;
    } else {
      const tasks = options.count ?? (usage.task_time === undefined ? 1 : 0);
      taskSeconds = tasks * component.runningShare * monthSeconds;
    }
    taskSeconds += usage.task_time ?? 0;
    return {
      arch: options.arch ?? 'x86_64',
      billing: options.billing ?? 'instance',
      vcpuSeconds: taskSeconds * vcpu,
      memoryByteSeconds: taskSeconds * memoryBytes,
      requests,
    };
  },
});

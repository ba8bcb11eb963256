/** A thread that runs replications of a system: is sent the number of one, and sends back its figures. */
import { compile } from '../../simulation/compile.ts';
import { runReplication } from '../../simulation/replicate.ts';
import { serve } from './pool.ts';
import type { ReplicationData } from './replications.ts';

serve(({ system, options }: ReplicationData) => {
  const program = compile(system);
  return (replication: number, tell) => runReplication(program, options, replication, tell);
});

/**
 * Copies of a byte that cross zones when it is written to `replicas` nodes spread evenly over `zones` zones.
 *
 * The leader's zone holds replicas/zones of them (at least the leader itself), and the rest cross:
 * replicas − max(1, replicas/zones). Three replicas in three zones: 2; in two zones: 1.5; in one zone: 0.
 *
 * @param replicas copies that are kept, at least 1
 * @param zones zones they are spread over, at least 1
 */
export function zoneCrossingCopies(replicas: number, zones: number): number {
  return replicas - Math.max(1, replicas / zones);
}

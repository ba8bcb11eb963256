import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventHeap } from '../../src/simulation/heap.ts';

/** The earliest of the events by searching all of them; of equals the one that came first. */
function takeEarliest(events: { time: number; payload: number }[]): number {
  let best = 0;
  for (let i = 1; i < events.length; i++) if (events[i]!.time < events[best]!.time) best = i;
  return events.splice(best, 1)[0]!.payload;
}

describe('EventHeap', () => {
  it('gives events by time, and those of the same time in the order of their coming', () => {
    // A number pushes an event at that time, null takes one away. Few different times make for many ties.
    const steps = fc.array(fc.option(fc.integer({ min: 0, max: 9 }), { freq: 2 }), { maxLength: 400 });
    fc.assert(
      fc.property(steps, (steps) => {
        const heap = new EventHeap();
        const events: { time: number; payload: number }[] = [];
        steps.forEach((time, payload) => {
          if (time !== null) {
            heap.push(time, payload);
            events.push({ time, payload });
          } else if (events.length > 0) {
            expect(heap.earliest()).toBe(Math.min(...events.map((event) => event.time)));
            expect(heap.pop()).toBe(takeEarliest(events));
          }
          expect(heap.size).toBe(events.length);
        });
        while (events.length > 0) expect(heap.pop()).toBe(takeEarliest(events));
        expect(heap.earliest()).toBe(Infinity);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('sorts more events than it first has room for', () => {
    const heap = new EventHeap();
    for (let i = 0; i < 10_000; i++) heap.push((i * 7919) % 10_007, i);
    let before = -1;
    for (let i = 0; i < 10_000; i++) {
      expect(heap.earliest()).toBeGreaterThan(before);
      before = heap.earliest();
      heap.pop();
    }
  });
});

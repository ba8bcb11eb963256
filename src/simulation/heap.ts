/**
 * The events to come, earliest first; those of the same time in the order in which they were pushed.
 *
 * A 4-ary heap in typed arrays: half the depth of a binary one, and the four children share a line of the cache. The
 * place of the event that was taken last stays empty until the next push or the next look at the earliest: most events
 * make one new event, which then costs one walk down instead of one up and one down.
 */
export class EventHeap {
  private times = new Float64Array(1024);
  /** Rank among all events ever pushed; exact up to 2⁵³. */
  private ranks = new Float64Array(1024);
  private payloads = new Int32Array(1024);
  /** Used places, the empty one at the top included. */
  private used = 0;
  private pushed = 0;
  private isTopEmpty = false;

  /** Events in the heap. */
  get size(): number {
    return this.isTopEmpty ? this.used - 1 : this.used;
  }

  /** Adds an event. `time` isn't NaN; `payload` fits 32 bits. */
  push(time: number, payload: number): void {
    const rank = this.pushed++;
    if (this.isTopEmpty) {
      this.isTopEmpty = false;
      this.siftDown(time, rank, payload);
      return;
    }
    if (this.used === this.times.length) this.grow();
    const { times, ranks, payloads } = this;
    let place = this.used++;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      // The newcomer has the highest rank: it stays below its equals.
      if (times[parent]! <= time) break;
      times[place] = times[parent]!;
      ranks[place] = ranks[parent]!;
      payloads[place] = payloads[parent]!;
      place = parent;
    }
    times[place] = time;
    ranks[place] = rank;
    payloads[place] = payload;
  }

  /** Time of the earliest event; `Infinity` if there is none. */
  earliest(): number {
    if (this.isTopEmpty) this.fillTop();
    return this.used === 0 ? Infinity : this.times[0]!;
  }

  /** Takes the earliest event away and returns its payload. The heap isn't empty. */
  pop(): number {
    if (this.isTopEmpty) this.fillTop();
    this.isTopEmpty = true;
    return this.payloads[0]!;
  }

  private fillTop(): void {
    this.isTopEmpty = false;
    const last = --this.used;
    if (last > 0) this.siftDown(this.times[last]!, this.ranks[last]!, this.payloads[last]!);
  }

  /** Puts an event at the empty top, or below as far as it must go. */
  private siftDown(time: number, rank: number, payload: number): void {
    const { times, ranks, payloads, used } = this;
    let place = 0;
    for (;;) {
      let child = 4 * place + 1;
      if (child >= used) break;
      const end = child + 4 < used ? child + 4 : used;
      let least = times[child]!;
      for (let other = child + 1; other < end; other++) {
        const candidate = times[other]!;
        if (candidate < least || (candidate === least && ranks[other]! < ranks[child]!)) {
          child = other;
          least = candidate;
        }
      }
      if (time < least || (time === least && rank < ranks[child]!)) break;
      times[place] = least;
      ranks[place] = ranks[child]!;
      payloads[place] = payloads[child]!;
      place = child;
    }
    times[place] = time;
    ranks[place] = rank;
    payloads[place] = payload;
  }

  private grow(): void {
    const length = 2 * this.times.length;
    const times = new Float64Array(length);
    times.set(this.times);
    this.times = times;
    const ranks = new Float64Array(length);
    ranks.set(this.ranks);
    this.ranks = ranks;
    const payloads = new Int32Array(length);
    payloads.set(this.payloads);
    this.payloads = payloads;
  }
}

import { Histogram } from './histogram.ts';

/**
 * Segments a run is divided into; when its length isn't known they are joined two by two whenever there are so many.
 */
export const MOST_SEGMENTS = 64;

/**
 * What was counted in each of the equally long segments of a run, so that the warm-up can be left off after the fact
 * and quantiles can be compared between parts of the run.
 */
export class Segments {
  /** Segments that are complete. */
  count = 0;
  /** Time at which each segment begins; the end of the last is one more. */
  readonly starts = new Float64Array(MOST_SEGMENTS + 1);
  /** Strands in progress at each start. */
  readonly population = new Float64Array(MOST_SEGMENTS + 1);
  /** Counters at each start. */
  private readonly snapshots: Float64Array[];
  /** Response times of each source in each segment, then those of the segment that is running. */
  private readonly histograms: Histogram[][];
  readonly current: Histogram[];

  constructor(counters: number, sources: number) {
    this.snapshots = Array.from({ length: MOST_SEGMENTS + 1 }, () => new Float64Array(counters));
    this.histograms = Array.from({ length: sources }, () => []);
    this.current = Array.from({ length: sources }, () => new Histogram());
  }

  /** Ends the running segment. There are fewer than the most. */
  close(now: number, counters: Float64Array, population: number): void {
    this.count++;
    this.starts[this.count] = now;
    this.population[this.count] = population;
    this.snapshots[this.count]!.set(counters);
    this.current.forEach((histogram, source) => {
      this.histograms[source]!.push(histogram);
      this.current[source] = new Histogram();
    });
  }

  /** Joins each two neighbours. The count is even. */
  halve(): void {
    this.count /= 2;
    for (let i = 1; i <= this.count; i++) {
      this.starts[i] = this.starts[2 * i]!;
      this.population[i] = this.population[2 * i]!;
      this.snapshots[i]!.set(this.snapshots[2 * i]!);
    }
    for (const [source, histograms] of this.histograms.entries()) {
      this.histograms[source] = joined(histograms, 2);
    }
  }

  /** First segment that begins at a time or later; the last one if none does. */
  at(time: number): number {
    let first = 0;
    while (first < this.count - 1 && this.starts[first]! < time) first++;
    return first;
  }

  /** What was counted from the start of a segment to the end. */
  countersSince(first: number): Float64Array {
    const end = this.snapshots[this.count]!;
    return end.map((value, index) => value - this.snapshots[first]![index]!);
  }

  /** How much a counter grew in each segment from one on. */
  growthSince(first: number, counter: number): Float64Array {
    return Float64Array.from(
      { length: this.count - first },
      (_, index) => this.snapshots[first + index + 1]![counter]! - this.snapshots[first + index]![counter]!,
    );
  }

  /** Response times of a source from the start of a segment, in histograms of so many segments each. */
  histogramsSince(source: number, first: number, each: number): Histogram[] {
    return joined(this.histograms[source]!.slice(first), each);
  }
}

/** Histograms of each so many; a rest at the end that is fewer is left out. */
function joined(histograms: readonly Histogram[], each: number): Histogram[] {
  const groups: Histogram[] = [];
  for (let start = 0; start + each <= histograms.length; start += each) {
    const group = new Histogram();
    for (const histogram of histograms.slice(start, start + each)) group.merge(histogram);
    groups.push(group);
  }
  return groups;
}

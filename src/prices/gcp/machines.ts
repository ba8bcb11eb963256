/** Machine types of Google's: sold by the core and the gibibyte, so that an hour of one is a sum. */
import type { InstanceSpec } from '../../billing/rate-table.ts';
import type { Collector } from '../collector.ts';
import { plus, times } from '../decimal.ts';
import type { ListSource, Way } from '../official.ts';
import type { Sku } from './meters.ts';

/** Families by how descriptions of SKUs call them: on demand and preemptible, and in commitments. */
const FAMILIES: Readonly<Record<string, readonly [onDemand: string, committed: string]>> = {
  n1: ['N1 Predefined Instance', ''],
  n2: ['N2 Instance', 'N2'],
  n2d: ['N2D AMD Instance', 'N2D AMD'],
  n4: ['N4 Instance', 'N4'],
  n4d: ['N4D Instance', 'N4D'],
  n4a: ['N4A Instance', 'N4A'],
  e2: ['E2 Instance', 'E2'],
  c2: ['Compute optimized', 'Compute optimized'],
  c2d: ['C2D AMD Instance', 'C2D AMD'],
  c3: ['C3 Instance', 'C3'],
  c3d: ['C3D Instance', 'C3D'],
  c4: ['C4 Instance', 'C4'],
  c4a: ['C4A Arm Instance', 'C4A Arm'],
  c4d: ['C4D Instance', 'C4D'],
  t2d: ['T2D AMD Instance', 'T2D AMD'],
  t2a: ['T2A Arm Instance', ''],
  h3: ['H3 Instance', 'H3'],
  m1: ['Memory-optimized Instance', 'Memory-optimized'],
  m3: ['M3 Memory-optimized Instance', 'M3 Memory-optimized'],
};

/**
 * Machines that have a part of their cores' time, and pay for that part. @see https://cloud.google.com/compute/vm-instance-pricing
 */
const SHARED: Readonly<Record<string, string>> = { 'e2-micro': '0.25', 'e2-small': '0.5', 'e2-medium': '1' };
/** Machines that are a SKU whole. */
const WHOLE: Readonly<Record<string, string>> = {
  'f1-micro': 'Micro Instance with burstable CPU',
  'g1-small': 'Small Instance with 1 VCPU',
};
const WINDOWS_CORE = /^Licensing Fee for Windows Server 20\d\d(?: R2)? Datacenter Edition \(CPU cost\)$/;

interface Part {
  readonly price: string;
  readonly sku: Sku;
}

/** Cores and gibibytes of each family in one region, by how they are bought. */
type Parts = Map<string, Part>;

export interface MachineOptions {
  readonly regions: ReadonlySet<string>;
  readonly specs: readonly InstanceSpec[];
  readonly list: ListSource;
  readonly collector: Collector;
  /** Price of one unit: an hour of a core, an hour of a gibibyte. */
  readonly hourOf: (sku: Sku, unit: 'hour' | 'gib-hour') => string;
  readonly effectiveOf: (sku: Sku) => string;
}

/** Collects the SKUs that machines are made of, and prices every machine type whose parts are all there. */
export class Machines {
  readonly #options: MachineOptions;
  readonly #parts = new Map<string, Parts>();
  readonly #windows = new Map<string, Sku>();

  constructor(options: MachineOptions) {
    this.#options = options;
  }

  add(sku: Sku): void {
    const { description, category, serviceRegions } = sku;
    if (category.resourceFamily === 'License') {
      if (WINDOWS_CORE.test(description)) this.#windows.set(this.#options.hourOf(sku, 'hour'), sku);
      return;
    }
    if (category.resourceFamily !== 'Compute') return;
    const name = nameOf(sku);
    if (name === undefined) return;
    for (const region of serviceRegions) {
      if (!this.#options.regions.has(region)) continue;
      this.#options.collector.attempt('compute', region, () => {
        const price = this.#options.hourOf(sku, name.endsWith('|Ram') ? 'gib-hour' : 'hour');
        let parts = this.#parts.get(region);
        if (!parts) this.#parts.set(region, (parts = new Map()));
        parts.set(name, { price, sku });
      });
    }
  }

  finish(): void {
    for (const [region, parts] of this.#parts)
      this.#options.collector.attempt('compute', region, () => {
        for (const spec of this.#options.specs) this.#price(spec, region, parts);
      });
  }

  #price(spec: InstanceSpec, region: string, parts: Parts): void {
    const { instance, vcpu, memoryGib, gpu, localSsdGib } = spec;
    const whole = WHOLE[instance];
    if (whole !== undefined) {
      const onDemand = parts.get(`linux_ondemand|${whole}|`);
      if (onDemand) this.#emit(instance, region, 'linux_ondemand', [onDemand], onDemand.price);
      return;
    }
    const family = FAMILIES[instance.split('-')[0]!];
    // Machines with more in them than cores and memory have SKUs of more sorts.
    if (
      !family ||
      vcpu === undefined ||
      memoryGib === undefined ||
      (gpu ?? 0) > 0 ||
      (localSsdGib ?? 0) > 0 ||
      /lssd|-metal/.test(instance)
    )
      return;
    const cores = SHARED[instance] ?? String(vcpu);
    for (const way of ['linux_ondemand', 'linux_spot', 'linux_1y', 'linux_3y'] as const) {
      const isCommitted = way === 'linux_1y' || way === 'linux_3y';
      const name = isCommitted ? family[1] : family[0];
      const core = parts.get(`${way}|${name}|Core`);
      const memory = parts.get(`${way}|${name}|Ram`);
      if (name === '' || !core || !memory) continue;
      const price = plus(times(core.price, cores), times(memory.price, String(memoryGib)));
      this.#emit(instance, region, way, [core, memory], price);
      if (way !== 'linux_ondemand' || this.#windows.size !== 1) continue;
      const [[fee, licence]] = [...this.#windows] as [[string, Sku]];
      this.#emit(
        instance,
        region,
        'windows_ondemand',
        [core, memory, { price: fee, sku: licence }],
        plus(price, times(fee, cores)),
      );
    }
  }

  #emit(instance: string, region: string, way: Way, parts: readonly Part[], price: string): void {
    const { list, collector, effectiveOf } = this.#options;
    const skus = parts.map(({ sku }) => sku.skuId).join('+');
    const effective = parts
      .map(({ sku }) => effectiveOf(sku))
      .sort()
      .at(-1)!;
    collector.instance({ region, instance, way, sku: skus, rateCode: skus, effective, currency: 'USD', price, list });
  }
}

/** "linux_ondemand|N2 Instance|Core": how it is bought, whose it is, and what. */
function nameOf({ description, category: { usageType } }: Sku): string | undefined {
  if (/Sole Tenancy|Custom|Reserved|DWS|Upgrade Premium|Extended/i.test(description)) return undefined;
  if (usageType === 'OnDemand' || usageType === 'Preemptible') {
    const way = usageType === 'OnDemand' ? 'linux_ondemand' : 'linux_spot';
    const [, family, part] = /^(?:Spot Preemptible )?(.+?) (Core|Ram) running in /.exec(description) ?? [];
    if (family !== undefined) return `${way}|${family}|${part}`;
    const whole = /^(.+) running in /.exec(description)?.[1];
    return whole !== undefined && Object.values(WHOLE).includes(whole) ? `${way}|${whole}|` : undefined;
  }
  const years = { Commit1Yr: 'linux_1y', Commit3Yr: 'linux_3y' }[usageType];
  const [, family, part] = /^Commitment(?: v1)?: (.+?) (Cpu|Core|Ram) (?:in|running in) /.exec(description) ?? [];
  return years === undefined || family === undefined
    ? undefined
    : `${years}|${family}|${part === 'Ram' ? 'Ram' : 'Core'}`;
}

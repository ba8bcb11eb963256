/** Google Cloud's custom machine types: so many vCPUs and so much memory of a family, each at its own price. */
import { formatPrice, parsePrice, type Price } from './money.ts';
import type { InstancePrice, InstanceSpec, PriceRow, Rate } from './rate-table.ts';

/** Service under whose name the tables hold a vCPU and a GiB of each family. */
export const CUSTOM_MACHINES = 'custom-machine';

/**
 * GiB for each vCPU up to which memory has its usual price. @see https://cloud.google.com/compute/docs/instances/creating-instance-with-custom-machine-type (as recalled)
 */
const USUAL_GIB = { n1: 6.5, others: 8 };
const MIB_PER_GIB = 1024;
const ARM_FAMILIES = new Set(['n4a']);

export interface CustomMachine {
  readonly name: string;
  readonly family: string;
  readonly vcpu: number;
  readonly memoryMib: number;
}

/**
 * What a custom machine type has, by its name.
 * @example customMachine('n2-custom-4-8192') // 4 vCPUs and 8 GiB of n2; without a family it is n1
 */
export function customMachine(instance: string): CustomMachine | undefined {
  const name = instance.toLowerCase();
  const found = /^(?:([a-z]\d[a-z]?)-)?custom-(\d{1,3})-(\d{3,7})(?:-ext)?$/.exec(name);
  if (!found) return undefined;
  return { name, family: found[1] ?? 'n1', vcpu: Number(found[2]), memoryMib: Number(found[3]) };
}

export function customSpec({ name, family, vcpu, memoryMib }: CustomMachine): InstanceSpec {
  return {
    instance: name,
    family,
    vcpu,
    memoryGib: memoryMib / MIB_PER_GIB,
    arch: ARM_FAMILIES.has(family) ? 'arm64' : 'x86_64',
    burstable: false,
  };
}

/**
 * The hour of a custom machine in each way in which the tables know its parts.
 * @param rateOf gives a meter of the service of custom machines in the region
 * @returns undefined where the family has no price there
 */
export function customPrice(
  machine: CustomMachine,
  rateOf: (meter: string) => Rate | undefined,
): InstancePrice | undefined {
  const { name, family, vcpu, memoryMib } = machine;
  const usualMib = vcpu * (family === 'n1' ? USUAL_GIB.n1 : USUAL_GIB.others) * MIB_PER_GIB;
  const extendedMib = Math.max(0, memoryMib - usualMib);
  const hour = (suffix: string): PriceRow | undefined => {
    const parts = [
      { meter: `${family}-vcpu${suffix}`, units: BigInt(vcpu), of: 1n },
      { meter: `${family}-memory${suffix}`, units: BigInt(memoryMib - extendedMib), of: BigInt(MIB_PER_GIB) },
      { meter: `${family}-extended-memory${suffix}`, units: BigInt(extendedMib), of: BigInt(MIB_PER_GIB) },
    ].filter(({ units }) => units > 0n);
    const tiers = parts.map(({ meter }) => rateOf(meter)?.tiers[0]);
    if (tiers.some((tier) => tier === undefined)) return undefined;
    const price = parts.reduce((sum, { units, of }, index) => sum + (parsePrice(tiers[index]!.price) * units) / of, 0n);
    const [{ asOf, source }] = tiers as [NonNullable<(typeof tiers)[number]>];
    return {
      price: formatPrice(price as Price),
      asOf,
      source,
      note: `derived: ${vcpu} vCPU at ${tiers[0]!.price} and ${memoryMib / MIB_PER_GIB} GiB at ${tiers[1]!.price}${extendedMib > 0 ? `, ${extendedMib / MIB_PER_GIB} of them at ${tiers[2]!.price}` : ''}`,
    };
  };
  const linuxOnDemand = hour('');
  if (linuxOnDemand === undefined) return undefined;
  return {
    instance: name,
    currency: 'USD',
    linuxOnDemand,
    linuxSpot: hour('-spot'),
    linux1y: hour('-reserved-1y'),
    linux3y: hour('-reserved-3y'),
    windowsOnDemand: undefined,
    savingsPlan1y: undefined,
    savingsPlan3y: undefined,
  };
}

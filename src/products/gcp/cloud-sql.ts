/** Cloud SQL: vCPUs and memory by the hour, storage of each instance, backups. */
import { meanNodes } from '../../kinds/nodes.ts';
import type { SqlUse } from '../../kinds/sql.ts';
import type { RateSource } from '../../billing/rate-table.ts';
import { defineProduct, toGb, type ProductContext, type SizeNeed, type SizeOffer } from '../product.ts';
import { addInstanceHours, shapeOf, unnamedInstances, type InstanceGroup } from './bought-hours.ts';
import { hyphened, tableMeters, named } from '../table-meters.ts';
import { GIB, TIB } from '../../topology/quantity/bytes.ts';
import { databaseCeilings } from '../ceiling.ts';
import { largestStorage, moveDatabase } from '../storage-moves.ts';
import { FAILOVER } from '../../assumptions/failures.ts';

/**
 * GiB for each vCPU of the predefined machines. @see https://cloud.google.com/sql/docs/postgres/instance-settings (read
 * 2026-11)
 */
const GIB_PER_VCPU = { standard: 3.75, highmem: 6.5 } as const;

const STORAGE_TYPES: Readonly<Record<string, string>> = {
  '': 'ssd',
  ssd: 'ssd',
  'pd-ssd': 'ssd',
  hdd: 'hdd',
  'pd-hdd': 'hdd',
  'pd-standard': 'hdd',
};

const EDITIONS: Readonly<Record<string, string>> = {
  '': '',
  enterprise: '',
  'enterprise-plus': 'enterprise-plus-',
  enterpriseplus: 'enterprise-plus-',
};

/** Machines of Enterprise Plus, which have prices of their own. */
const PLUS = /^perf-optimized-n-\d+$/;

/** Whether Cloud SQL has a machine of that name. */
function isMachine(instance: string): boolean {
  const name = instance.toLowerCase().replace(/^db-/, '');
  const vcpu = Number(/^(?:n1-(?:standard|highmem)|custom|perf-optimized-n)-(\d+)(?:-\d+)?$/.exec(name)?.[1] ?? 0);
  if (name === 'f1-micro' || name === 'g1-small') return true;
  if (/^custom-\d+-\d+$/.test(name)) return vcpu > 0 && vcpu <= CUSTOM.mostVcpu;
  if (PLUS.test(name)) return PLUS_VCPUS.includes(vcpu);
  return /^n1-(standard|highmem)-\d+$/.test(name) && PREDEFINED_VCPUS.includes(vcpu);
}

type Deployment = 'zonal' | 'regional-ha';

/**
 * What a machine is billed by: its vCPUs and GiB, its own name, or that name where the table has it and else the rest.
 */
interface Machine {
  readonly name?: string;
  readonly size?: { readonly vcpu: number; readonly gib: number };
}

function machineOf(context: ProductContext): Machine | undefined {
  const shape = shapeOf(context);
  if (shape) return { size: { vcpu: shape.vcpu, gib: shape.memory / GIB } };
  if (context.instance === undefined) return undefined;
  const name = context.instance.toLowerCase().replace(/^db-/, '');
  if (name === 'f1-micro' || name === 'g1-small') return { name: `db-${name}` };
  const custom = /^custom-(\d+)-(\d+)$/.exec(name);
  if (custom) return { size: { vcpu: Number(custom[1]), gib: Number(custom[2]) / 1024 } };
  const predefined = /^n1-(standard|highmem)-(\d+)$/.exec(name);
  if (predefined) {
    const vcpu = Number(predefined[2]);
    return { name: `db-${name}`, size: { vcpu, gib: vcpu * GIB_PER_VCPU[predefined[1] as keyof typeof GIB_PER_VCPU] } };
  }
  if (!PLUS.test(name))
    context.warn('size-not-offered', {
      product: 'Cloud SQL',
      found: context.instance,
      offered: 'db-custom-4-15360 (4 vCPU, 15 GB), db-n1-standard-4, or a shape { vcpu: 4, memory: 15 GB }',
    });
  return { name: `db-${name}` };
}

/** What stands before the names of meters: an edition or an engine with prices of its own. */
function prefixOf(use: SqlUse, { warn }: ProductContext): string {
  const asked = hyphened(use.edition ?? '');
  const edition = named(EDITIONS, asked);
  if (edition === undefined)
    warn('edition-not-offered', {
      product: 'Cloud SQL',
      found: use.edition ?? '',
      offered: ['enterprise', 'enterprise-plus'],
    });
  if (use.engine !== 'postgres' && use.engine !== 'mysql' && use.engine !== 'sqlserver')
    warn('engine-not-offered', {
      product: 'Cloud SQL',
      engine: use.engine,
      offered: ['postgres', 'mysql', 'sqlserver'],
    });
  const engine = use.engine === 'postgres' || use.engine === 'mysql' ? '' : `${use.engine}-`;
  return `${engine}${edition ?? `${asked}-`}`;
}

/** @see https://cloud.google.com/sql/docs/quotas (read 2026-11) */
const ceilings = databaseCeilings(64 * TIB);

export const cloudSql = defineProduct<SqlUse>({
  name: 'cloud-sql',
  title: 'Cloud SQL',
  provider: 'gcp',
  kinds: ['sql'],
  defaultFor: ['sql'],
  aliases: ['gcp-sql', 'google-cloud-sql', 'cloudsql', 'google_sql_database_instance'],
  freeZoneTransfer: {
    betweenNodes:
      'replication to a standby and to read replicas within a region is not charged (cloud.google.com/sql/pricing)',
  },
  ignores: ['acu', 'iops', 'throughput', 'license', 'usage.io', 'os'],
  isSize: isMachine,
  sizes: ({ engine, multi_az: multiAz }, need, region, rates) =>
    sizesOf(engine === 'sqlserver' ? 'sqlserver-' : '', multiAz === true ? 'regional-ha' : 'zonal', need, (meter) =>
      priceIn(rates, region, meter),
    ),
  sla({ multi_az: multiAz, edition }) {
    if (multiAz !== true) return { service: 'cloud-sql', scope: 'zonal' };
    const isPlus = named(EDITIONS, hyphened(String(edition ?? ''))) === 'enterprise-plus-';
    return { service: 'cloud-sql', scope: isPlus ? 'enterprise-plus-ha' : 'enterprise-ha' };
  },
  ceilings,
  engines: ['postgres', 'mysql', 'sqlserver'],
  translate: (move) => moveDatabase(move, (...asked) => [largestStorage(...asked)]),
  failover: ({ multi_az: multiAz }) => (multiAz === true ? FAILOVER.cloudSql : undefined),
  storageType: 'pd-ssd',
  focus: { 'cloud-sql': ['Cloud SQL', 'relational'] },
  source: 'https://cloud.google.com/sql/pricing (read 2026-11)',
  meters(use, context) {
    const list = tableMeters('cloud-sql');
    const { warn } = context;
    if (use.storedBytes === 0) warn('storage-not-set', { example: '100 GB' });
    if (use.nodes.volumes.length > 0) warn('volumes-not-billed', { product: 'Cloud SQL' });
    const prefix = prefixOf(use, context);
    const deployment: Deployment = use.multiAz ? 'regional-ha' : 'zonal';

    // A regional instance is a primary and its standby; nodes beyond them answer reads, each an instance by itself.
    const nodes = meanNodes(use.nodes);
    const primaries = Math.min(1, nodes);
    const replicas = Math.max(0, nodes - (use.multiAz ? 2 : 1));

    const machine = machineOf(context);
    if (machine === undefined) {
      warn('instance-not-set', { what: 'Cloud SQL', needs: 'a machine', example: 'db-custom-4-15360' });
      const instances = primaries * (use.multiAz ? 2 : 1) + replicas;
      const { runningShare } = use;
      list.push(
        unnamedInstances('cloud-sql', { instances, runningShare, reason: 'the file names no instance' }, context),
      );
    } else {
      const { name, size } = machine;
      const hourOf = (where: Deployment): InstanceGroup['hour'] => {
        // Predefined machines have a price of their own, a little off that of their vCPUs and memory.
        const whole = `${prefix}${name}-${where}`;
        const listed = context.rates.rate('gcp', 'cloud-sql', context.region, whole) !== undefined;
        if (!size || (name !== undefined && listed)) return [{ meter: whole, units: 1 }];
        const hour = [
          { meter: `${prefix}vcpu-${where}`, units: size.vcpu },
          { meter: `${prefix}memory-${where}`, units: size.gib },
        ];
        return use.engine === 'sqlserver' ? [...hour, { meter: 'sqlserver-license', units: size.vcpu }] : hour;
      };
      const groups: InstanceGroup[] = [
        { instances: primaries, hour: hourOf(deployment) },
        { instances: replicas, hour: hourOf('zonal'), label: 'read replica' },
      ];
      addInstanceHours(groups, use.nodes, context, list);
    }

    const asked = hyphened(use.storageType ?? '');
    const type = named(STORAGE_TYPES, asked);
    if (type === undefined)
      warn('storage-class-not-offered', {
        product: 'Cloud SQL',
        as: 'storage type',
        found: use.storageType ?? '',
        offered: ['ssd', 'hdd'],
      });
    const storage = `${type ?? asked}-storage`;
    const gb = toGb(use.storedBytes);
    list.add(`${storage}-${deployment}`, gb);
    list.add(`${storage}-zonal`, gb * replicas, { label: `${storage}-zonal read replica` });
    list.add('backup-storage', toGb(use.backupBytes));
    return list.meters;
  },
});

function priceIn(rates: RateSource, region: string, meter: string): number | undefined {
  const price = rates.rate('gcp', 'cloud-sql', region, meter)?.tiers[0]?.price;
  return price === undefined ? undefined : Number(price);
}

/**
 * What a machine of one's own measure may have: one vCPU or an even number, GiB for each of them, and GiB in all, in
 * steps.
 * @see https://cloud.google.com/sql/docs/postgres/create-instance#machine-types (as recalled)
 */
const CUSTOM = { mostVcpu: 96, leastPerVcpu: 0.9, mostPerVcpu: 6.5, leastGib: 3.75, stepGib: 0.25 };
const PREDEFINED_VCPUS = [1, 2, 4, 8, 16, 32, 64, 96];
const PLUS_VCPUS = [2, 4, 8, 16, 32, 48, 64, 80, 96, 128];

/**
 * Predefined machines, and of every number of vCPUs the one with the least memory that is enough, or with the most
 * there is.
 */
function sizesOf(
  engine: string,
  where: Deployment,
  { memoryGib = 0 }: SizeNeed,
  usdOf: (meter: string) => number | undefined,
): readonly SizeOffer[] {
  const [perVcpu, perGib] = [usdOf(`${engine}vcpu-${where}`), usdOf(`${engine}memory-${where}`)];
  const licence = engine === '' ? 0 : usdOf('sqlserver-license');
  const summed = (vcpu: number, gib: number) =>
    perVcpu === undefined || perGib === undefined || licence === undefined
      ? undefined
      : vcpu * (perVcpu + licence) + gib * perGib;
  const predefined = PREDEFINED_VCPUS.map((vcpu): SizeOffer => {
    const name = `db-n1-standard-${vcpu}`;
    const gib = GIB_PER_VCPU.standard * vcpu;
    const usdPerHour = usdOf(`${engine}${name}-${where}`) ?? summed(vcpu, gib);
    return { name, fields: { instance: name }, vcpu, memoryGib: gib, usdPerHour };
  });
  const { mostVcpu, leastPerVcpu, mostPerVcpu, leastGib, stepGib } = CUSTOM;
  const vcpus = [1, ...Array.from({ length: mostVcpu / 2 }, (_, index) => 2 * (index + 1))];
  const custom = vcpus.map((vcpu): SizeOffer => {
    const enough = Math.max(leastGib, leastPerVcpu * vcpu, memoryGib);
    const most = Math.max(leastGib, mostPerVcpu * vcpu);
    const gib = Math.min(Math.ceil(enough / stepGib), Math.floor(most / stepGib)) * stepGib;
    const name = `db-custom-${vcpu}-${gib * 1024}`;
    return { name, fields: { instance: name }, vcpu, memoryGib: gib, usdPerHour: summed(vcpu, gib) };
  });
  return [...predefined, ...custom];
}

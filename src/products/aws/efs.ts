/** Amazon EFS: storage by class, access to the cold classes, throughput by mode. */
import type { FileStoreUse } from '../../kinds/file-store.ts';
import { defineProduct, toGb } from '../product.ts';
import { hyphened, tableMeters, named } from '../table-meters.ts';
import { KIB, MIB, GIB } from '../../topology/quantity/bytes.ts';
import { quota, type Limits } from '../quota.ts';
import { EFS_PERFORMANCE } from '../sources.ts';
import { fileClassOf, moveFileClass } from '../class-moves.ts';
import { FILE_STORE } from '../../assumptions/published.ts';

/**
 * Throughput that each GiB in a standard class earns without charge. @see https://docs.aws.amazon.com/efs/latest/ug/performance.html (read 2026-11)
 */
const EARNED_BYTES_PER_SECOND_PER_GIB = 50 * KIB;

const CLASSES: Readonly<Record<string, string>> = {
  '': 'standard',
  standard: 'standard',
  regional: 'standard',
  'one-zone': 'one-zone',
  onezone: 'one-zone',
  'one-zone-standard': 'one-zone',
  ia: 'standard-ia',
  'standard-ia': 'standard-ia',
  'infrequent-access': 'standard-ia',
  'one-zone-ia': 'one-zone-ia',
  'onezone-ia': 'one-zone-ia',
  archive: 'archive',
};

/** Operations a second, read and written, of a file system of EFS. */
const EFS_OPERATIONS: Readonly<Record<string, readonly [reads: number, writes: number]>> = {
  bursting: [35_000, 7000],
  provisioned: [55_000, 25_000],
  elastic: [900_000, 500_000],
};

/** Reads count a third against the throughput. */
const EFS_READ_FACTOR = 3;

const EFS_BASELINE_PER_GIB = (50 * MIB) / 1024;

const limits: Limits = (asked) => {
  const throughput = asked.number('throughput');
  const mode = asked.text('throughput_mode') ?? (throughput === undefined ? 'bursting' : 'provisioned');
  const [reads, writes] = named(EFS_OPERATIONS, mode) ?? EFS_OPERATIONS.bursting!;
  const size = (asked.number('storage') ?? 0) / GIB;
  const written = {
    bursting: Math.max(MIB, size * EFS_BASELINE_PER_GIB),
    provisioned: throughput ?? MIB,
    elastic: GIB,
  }[mode];
  const read = mode === 'elastic' ? 20 * GIB : written && written * EFS_READ_FACTOR;
  const kind = mode === 'provisioned' ? 'provisioned' : 'limit';
  const note = mode === 'bursting' ? 'sustained: 50 MiB/s for each TiB, without bursts' : `throughput mode ${mode}`;
  return [
    quota('ingress', 'bytes/s', kind, written, EFS_PERFORMANCE, note),
    quota(
      'egress',
      'bytes/s',
      kind,
      read,
      EFS_PERFORMANCE,
      `${note}${mode === 'elastic' ? '' : '; reads count a third'}`,
    ),
    quota('get-requests', '/s', 'limit', reads, EFS_PERFORMANCE, 'read operations of a file system'),
    quota('put-requests', '/s', 'limit', writes, EFS_PERFORMANCE, 'write operations of a file system'),
  ];
};

export const efs = defineProduct<FileStoreUse>({
  name: 'efs',
  title: 'Amazon EFS',
  provider: 'aws',
  kinds: ['file-store'],
  defaultFor: ['file-store'],
  aliases: ['aws-efs', 'aws_efs_file_system'],
  ignores: ['iops', 'redundancy', 'usage.read_operations', 'usage.write_operations'],
  // Regional file systems only: what One Zone ones are promised is not known.
  sla({ class: asked }) {
    const storageClass = named(CLASSES, hyphened(String(asked ?? '')));
    if (storageClass === undefined || storageClass.startsWith('one-zone')) return undefined;
    return { service: 'efs', scope: 'region' };
  },
  limits,
  isInOneZone: ({ class: name }) => /one-?zone/i.test(String(name ?? '')),
  translate(move) {
    const { word, isCool, isOneZone } = fileClassOf(move);
    moveFileClass(move, word, `${isOneZone ? 'one-zone' : 'standard'}${isCool ? '-ia' : ''}`);
  },
  latency({ class: name }, what) {
    if (what === 'read') return FILE_STORE.read;
    return String(name ?? '')
      .toLowerCase()
      .startsWith('one')
      ? FILE_STORE.writeInOneZone
      : FILE_STORE.write;
  },
  // Reads are metered at a third: docs.aws.amazon.com/efs, performance.
  readWeight: 1 / 3,
  focus: { efs: ['Amazon EFS', 'file'] },
  source: 'https://aws.amazon.com/efs/pricing/ (read 2026-11)',
  meters(use, { warn }) {
    const { meters, add } = tableMeters('efs');
    const asked = (use.storageClass ?? '').replace(/[\s_]+/g, '-');
    const known = named(CLASSES, asked);
    if (known === undefined)
      warn('storage-class-not-offered', {
        product: 'EFS',
        as: 'storage class',
        found: asked,
        offered: [...new Set(Object.values(CLASSES))],
      });
    const storageClass = known ?? asked;
    const storedGib = toGb(use.storedBytes);
    const cold = storageClass.endsWith('-ia') ? 'ia' : storageClass === 'archive' ? 'archive' : undefined;
    const isElastic = use.throughputMode === 'elastic';
    // Infrequent access is a price of its own with elastic throughput; One Zone has one price for both.
    add(
      storageClass === 'standard-ia' && isElastic ? 'standard-ia-storage-elastic' : `${storageClass}-storage`,
      storedGib,
    );
    if (storageClass === 'archive' && !isElastic) warn('elastic-only');
    if (cold !== undefined) {
      add(`${cold}-read`, toGb(use.readBytes));
      add(`${cold}-write`, toGb(use.writeBytes));
    }
    if (isElastic) {
      add('elastic-throughput-read', toGb(use.readBytes));
      add('elastic-throughput-write', toGb(use.writeBytes));
    }
    if (use.throughputMode === 'provisioned') {
      const earned = cold === undefined ? storedGib * EARNED_BYTES_PER_SECOND_PER_GIB : 0;
      add('provisioned-throughput', Math.max(0, use.throughputBytesPerSecond - earned) / MIB);
    }
    return meters;
  },
});

/**
 * What components take where the file says nothing, kind by kind: published figures with their conditions, and our
 * assumptions where nobody publishes any. All in SI units. They stand in assumptions/figures/, a file a kind.
 *
 * A figure per vCPU or core that was measured at saturation is an upper bound of the CPU demand: whatever else the
 * machine waited for is in it. Where two sources disagree, the one closer to a cloud's ordinary machines is first.
 */
import apiGateway from '../../assumptions/figures/api-gateway.json' with { type: 'json' };
import cache from '../../assumptions/figures/cache.json' with { type: 'json' };
import cdn from '../../assumptions/figures/cdn.json' with { type: 'json' };
import consensus from '../../assumptions/figures/consensus.json' with { type: 'json' };
import container from '../../assumptions/figures/container.json' with { type: 'json' };
import disk from '../../assumptions/figures/disk.json' with { type: 'json' };
import dns from '../../assumptions/figures/dns.json' with { type: 'json' };
import fileStore from '../../assumptions/figures/file-store.json' with { type: 'json' };
import fsync from '../../assumptions/figures/fsync.json' with { type: 'json' };
import functions from '../../assumptions/figures/function.json' with { type: 'json' };
import kvStore from '../../assumptions/figures/kv-store.json' with { type: 'json' };
import loadBalancer from '../../assumptions/figures/load-balancer.json' with { type: 'json' };
import log from '../../assumptions/figures/log.json' with { type: 'json' };
import natGateway from '../../assumptions/figures/nat-gateway.json' with { type: 'json' };
import objectStore from '../../assumptions/figures/object-store.json' with { type: 'json' };
import queue from '../../assumptions/figures/queue.json' with { type: 'json' };
import sql from '../../assumptions/figures/sql.json' with { type: 'json' };
import wideColumn from '../../assumptions/figures/wide-column.json' with { type: 'json' };
import type { Figure } from './figure.ts';
import { figuresOf } from './read.ts';

export const LOAD_BALANCER = figuresOf(loadBalancer);
export const API_GATEWAY = figuresOf(apiGateway);
export const CDN = figuresOf(cdn);
export const DNS = figuresOf(dns);
export const CACHE = figuresOf(cache);
export const SQL = figuresOf(sql);
export const DISK = figuresOf(disk);
export const FSYNC = figuresOf(fsync);
export const LOG = figuresOf(log);
export const QUEUE = figuresOf(queue);
export const WIDE_COLUMN = figuresOf(wideColumn);
export const OBJECT_STORE = figuresOf(objectStore);
export const KV_STORE = figuresOf(kvStore);
export const FILE_STORE = figuresOf(fileStore);
export const FUNCTION = figuresOf(functions);
export const CONTAINER = figuresOf(container);
export const NAT_GATEWAY = figuresOf(natGateway);
export const CONSENSUS = { ...figuresOf(consensus), fsync: FSYNC.ssd };

/**
 * All of them by kind, for `explain`. Nothing is known of what others run: an external component takes what the file
 * says it does.
 */
export const PUBLISHED = {
  'load-balancer': LOAD_BALANCER,
  'api-gateway': API_GATEWAY,
  cdn: CDN,
  dns: DNS,
  cache: CACHE,
  sql: SQL,
  disk: DISK,
  fsync: FSYNC,
  log: LOG,
  queue: QUEUE,
  consensus: CONSENSUS,
  'wide-column': WIDE_COLUMN,
  'object-store': OBJECT_STORE,
  'kv-store': KV_STORE,
  'file-store': FILE_STORE,
  function: FUNCTION,
  container: CONTAINER,
  'nat-gateway': NAT_GATEWAY,
  external: {},
};

/** A figure with the path by which it is found, such as "sql.connections.mysql". */
export interface NamedFigure {
  readonly path: string;
  readonly figure: Figure;
}

/** Every figure of a group, in order. */
export function listFigures(group: object = PUBLISHED, prefix = ''): readonly NamedFigure[] {
  return Object.entries(group).flatMap(([name, member]: [string, unknown]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (typeof member !== 'object' || member === null) return [];
    return isFigure(member) ? [{ path, figure: member }] : listFigures(member, path);
  });
}

const isFigure = (member: object): member is Figure => 'value' in member && typeof member.value === 'number';

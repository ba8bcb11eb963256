/** What tests share: the program run in process against a made-up world, and estimates of topologies given as text. */
import { fileURLToPath } from 'node:url';
import { readFileSync, readdirSync } from 'node:fs';
import { run } from '../src/cli.ts';
import { NoPast } from '../src/host/io.ts';
import { estimate, type Estimate } from '../src/estimate/estimate.ts';
import { assumptionFiles } from '../src/host/assumption-files.ts';
import { rateFiles } from '../src/host/rate-files.ts';
import { PLAIN } from '../src/report/report.ts';
import { toJson } from '../src/estimate/published.ts';
import { topologySchema } from '../src/report/topology-schema.ts';
import { readSources } from '../src/topology/merge.ts';

export const ROOT = new URL('../', import.meta.url);
export const TODAY = new Date('2026-11-22T00:00:00Z');
export const RATES = rateFiles(new URL('pricing/', ROOT));
export const ASSUMPTIONS = assumptionFiles(new URL('assumptions/', ROOT));

export const FIXTURES = readdirSync(new URL('fixtures/', ROOT), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'errors')
  .map((entry) => entry.name)
  .toSorted();

/** Git as if nobody had set it up, and with somebody to commit. */
export const GIT_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

export const readText = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** Files written, by path. */
  readonly written: ReadonlyMap<string, string>;
}

export interface World {
  /** Files that exist beside those of the repository; bytes or text. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Files as they become, one change after the other, while they are watched. */
  readonly changes?: readonly Readonly<Record<string, string | Uint8Array>>[];
  /** Columns of the terminal, where it is one. */
  readonly width?: number;
  /** Makes writing fail with this system error. */
  readonly writeError?: NodeJS.ErrnoException;
}

const bytesOf = (content: string | Uint8Array) =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** Runs the command line in process; paths are relative to the repository. */
export async function quoin(
  args: readonly string[],
  { files: given = {}, stdin = '', env = {}, changes = [], writeError, width }: World = {},
): Promise<Ran> {
  const live = changes.length > 0 ? { ...given } : given;
  const files: Readonly<Record<string, string | Uint8Array>> = live;
  let out = '';
  let err = '';
  const written = new Map<string, string>();
  const status = await run(args, {
    version: '0.0.0-test',
    out: (text) => (out += text),
    err: (text) => (err += text),
    makeIo: ({ quiet }) => ({
      readFile: (path) => (files[path] === undefined ? readFileSync(new URL(path, ROOT)) : bytesOf(files[path])),
      past: (ref) => {
        const then = Object.keys(files).flatMap((name) =>
          name.startsWith(`${ref}:`) ? [name.slice(ref.length + 1)] : [],
        );
        if (ref === '' || then.length === 0) throw new NoPast('there is no such branch, tag or commit');
        return {
          root: '.',
          read: (paths) =>
            paths.map((path) => {
              const content = files[`${ref}:${path}`];
              return content === undefined ? undefined : bytesOf(content);
            }),
          list: (folder) => then.filter((name) => folder === '.' || name.startsWith(`${folder}/`)),
        };
      },
      place: (path) => path.replace(/^(?:\.\/)+/, ''),
      readStdin: async () => bytesOf(stdin),
      writeFile: (path, text) => {
        if (writeError) throw writeError;
        written.set(path, text);
      },
      openOut: (path) => {
        if (path !== undefined && writeError) throw writeError;
        let text = '';
        return {
          write: (more) => void (path === undefined ? (out += more) : (text += more)),
          close: () => void (path !== undefined && written.set(path, text)),
          abandon: () => {},
        };
      },
      readLines: (path) => new TextDecoder().decode(bytesOf(files[path]!)).split('\n'),
      list: (folder) => {
        const below = Object.keys(files).flatMap((name) => {
          const own = folder === '.' ? name : name.startsWith(`${folder}/`) ? name.slice(folder.length + 1) : undefined;
          return own === undefined ? [] : [own];
        });
        if (below.length === 0) throw Object.assign(new Error('ENOTDIR'), { code: 'ENOTDIR' });
        return [...new Set(below.map((name) => name.split('/')[0]!))].map((name) => ({
          name,
          type: below.some((one) => one.startsWith(`${name}/`)) ? ('folder' as const) : ('file' as const),
        }));
      },
      watch: async (_, changed) => {
        for (const step of changes) {
          Object.assign(live, step);
          changed();
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
      appendFile: (path, text) => void written.set(path, (written.get(path) ?? '') + text),
      exists: (path) => path in files,
      identity: (path) => (path in files ? path : undefined),
      env: (name) => env[name],
      out: (text) => (out += text),
      err: (text) => (err += text),
      isTerminal: false,
      width,
      now: () => TODAY,
      dataFolder: fileURLToPath(ROOT),
      paint: PLAIN,
      errPaint: PLAIN,
      quiet,
    }),
  });
  return { status, out, err, written };
}

/** The estimate of a topology given as text or as a plain value; throws where it has errors. */
export function estimateOf(topology: string | object): Estimate {
  const text = typeof topology === 'string' ? topology : JSON.stringify(topology);
  const result = estimate(readSources([{ name: 'quoin.yaml', text }]), {
    rates: RATES,
    assumptions: ASSUMPTIONS,
    today: TODAY,
  });
  if (!result.ok) throw new Error(result.diagnostics.map((one) => `${one.path.join('.')}: ${one.message}`).join('\n'));
  return result.estimate;
}

/** The month's bill of a topology, rounded to cents. */
export const totalOf = (topology: string | object): string => toJson(estimateOf(topology)).cost.total;

/** The lines of one component's bill. */
export function itemsOf(topology: string | object, component: string) {
  const found = toJson(estimateOf(topology)).cost.components.find((one) => one.component === component);
  if (!found) throw new Error(`no component ${component}`);
  return found.items;
}

/** A property of the topology's JSON Schema, wherever it is defined. */
export interface Property {
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly $ref?: string;
}

/** The JSON Schema's definitions of kinds, with references followed. */
export function kindProperties(kind: string): Record<string, Property> {
  const { definitions } = JSON.parse(JSON.stringify(topologySchema())) as {
    definitions: Record<string, { properties: Record<string, Property> }>;
  };
  const follow = (property: Property): Property => {
    const [, , from, , name] = property.$ref?.split('/') ?? [];
    return from === undefined ? property : definitions[from]!.properties[name!]!;
  };
  return Object.fromEntries(
    Object.entries(definitions[kind]!.properties).map(([name, property]) => [name, follow(property)]),
  );
}

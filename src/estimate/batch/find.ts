/** Which files of a tree are topologies, and in which order they come. */

/** What a folder holds. */
export interface FolderEntry {
  readonly name: string;
  readonly type: 'file' | 'folder' | 'other';
}

/** Files are taken by these names whatever they hold: quoin.yaml, shop.quoin.yml, quoin.json. */
const NAMED = /(?:^|\.)quoin\.(?:ya?ml|json)$/i;
const YAML = /\.ya?ml$/i;
/** Folders of other people's files, and hidden ones. */
const SKIPPED = /^(?:\.|node_modules$)/;
const DEEPEST = 64;

/**
 * Of other YAML files those with components at the root, which no other format that has them (OpenAPI, AsyncAPI)
 * claims.
 */
const HAS_COMPONENTS = /^(?:components|"components"|'components'):/m;
const IS_OTHERS = /^(?:openapi|asyncapi|swagger|apiVersion):/m;

/**
 * Topology files below a folder, by their paths in order of code units, whatever order the file system has.
 *
 * @param list what a folder holds; links are neither followed nor read
 * @param readText of a file that may be one by its name; undefined where it cannot be read as text
 */
export function topologiesIn(
  folder: string,
  list: (folder: string) => readonly FolderEntry[],
  readText: (file: string) => string | undefined,
): string[] {
  const found: string[] = [];
  const walk = (at: string, depth: number) => {
    for (const { name, type } of list(at)) {
      const path = at === '' || at === '.' ? name : `${at.replace(/\/+$/, '')}/${name}`;
      if (type === 'folder') {
        if (depth < DEEPEST && !SKIPPED.test(name)) walk(path, depth + 1);
      } else if (type === 'file' && (NAMED.test(name) || (YAML.test(name) && isTopology(readText(path)))))
        found.push(path);
    }
  };
  walk(folder, 0);
  return found.toSorted(byPath);
}

/**
 * Whether a file may be a topology by its path alone: not one of other people's, and of a format that topologies are
 * written in.
 */
export const isTopologyFile = (path: string): boolean => {
  const names = path.split('/');
  return (
    /\.(?:ya?ml|json)$/i.test(names.at(-1)!) &&
    !names.some((name) => name !== '.' && name !== '..' && SKIPPED.test(name))
  );
};

/** Whether a file is taken as a topology: by its name whatever it holds, or by what it holds. */
export const isTopologyText = (path: string, text: string): boolean =>
  NAMED.test(path.split('/').at(-1)!) || (YAML.test(path) && isTopology(text));

/** The order of files in every output. */
export const byPath = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isTopology = (text: string | undefined): boolean =>
  text !== undefined && HAS_COMPONENTS.test(text) && !IS_OTHERS.test(text);

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** Every count-th file from the index-th on: shards differ by one file at most, and together they are all files. */
export const shardOf = (files: readonly string[], { index, count }: Shard): string[] =>
  files.filter((_, at) => at % count === index - 1);

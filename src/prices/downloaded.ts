/** Lists that were downloaded before, in a folder: in the providers' own layout, or as files with telling names. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Folders are not followed further down than this. */
const DEEPEST = 12;

/** Every file below a folder, sorted. */
function filesBelow(folder: string, depth = 0): string[] {
  if (depth > DEEPEST) return [];
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path, depth + 1);
      return entry.isFile() ? [path] : [];
    });
}

export class Downloaded {
  readonly folder: string;
  #files: readonly string[] | undefined;
  readonly #kinds = new Map<string, string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  get #all(): readonly string[] {
    return (this.#files ??= filesBelow(this.folder));
  }

  /**
   * The CSV file of one of AWS's offers in a region: under the path that AWS serves it at, or with both names in its
   * own ("AmazonEC2-eu-west-1.csv").
   */
  awsList(code: string, region: string): string | undefined {
    const served =
      region === ''
        ? join(this.folder, 'offers/v1.0/aws', code, 'current/index.csv')
        : join(this.folder, 'offers/v1.0/aws', code, 'current', region, 'index.csv');
    if (existsSync(served)) return served;
    const word = (text: string) => new RegExp(`(^|[^A-Za-z0-9])${text}($|[^A-Za-z0-9])`);
    // "us-gov-east-1" holds no "us-east-1", but "eu-west-1" might be in "eu-west-10".
    const [isCode, isRegion] = [word(code), region === '' ? /./ : new RegExp(`(^|[^a-z0-9])${region}($|[^a-z0-9])`)];
    return this.#all
      .filter((path) => path.endsWith('.csv'))
      .find((path) => {
        const name = relative(this.folder, path).split(sep).join('/');
        return isCode.test(name) && isRegion.test(name);
      });
  }

  /**
   * Answers of Azure's API, and of Google's catalogue: told apart by what is in them. An answer of Google's is of one
   * service.
   */
  answers(provider: 'azure' | 'gcp', service = ''): readonly string[] {
    return this.#all.filter((path) => /\.json(\.gz)?$/.test(path) && this.#kind(path) === `${provider} ${service}`);
  }

  text(path: string): string {
    const bytes = readFileSync(path);
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  }

  /** By the first names in a file. */
  #kind(path: string): string {
    let kind = this.#kinds.get(path);
    if (kind === undefined) {
      const start = statSync(path).size === 0 ? '' : this.text(path).slice(0, 4000);
      const service = /"name"\s*:\s*"(services\/[^/"]+\/)skus\//.exec(start)?.[1];
      kind = /"Items"\s*:|"armRegionName"/.test(start) ? 'azure ' : service === undefined ? 'other' : `gcp ${service}`;
      this.#kinds.set(path, kind);
    }
    return kind;
  }
}

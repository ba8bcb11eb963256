/**
 * Downloads: three at once, tried again where that helps, resumed where they broke off, and into a file, so that
 * nothing has to be held.
 *
 * undici's RetryAgent would retry, but it neither resumes in a later run nor shows how far it is, and is 1.5 MB where
 * this is two hundred lines.
 */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { reason } from '../diagnostics/reason.ts';
import { ListError } from './official.ts';

/** Downloads at one time, tries of each, and the longest wait between two. */
const AT_ONCE = 3;
const TRIES = 5;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** Nothing comes for so long: it is given up and tried again. */
const SILENCE_MS = 60_000;
/** A download of an earlier run is used where it is no older. */
const FRESH_MS = 24 * 60 * 60 * 1000;
/** An answer that another try may change. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

export interface Progress {
  /** Bytes that came, of how many where that is known. */
  readonly bytes: number;
  readonly total: number | undefined;
}

export interface FetchOptions {
  /** Where parts and whole files of unfinished runs are kept. */
  readonly folder: string;
  readonly now: () => Date;
  /** Called as bytes come. */
  readonly onProgress?: () => void;
  /** Waits; tests wait less. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  readonly silenceMs?: number;
}

interface Remark {
  readonly url: string;
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  readonly isWhole?: boolean;
}

export interface Request {
  readonly url: string;
  /** Sent to nobody but the host of the address. */
  readonly headers?: Readonly<Record<string, string>>;
}

const sleepFor = (milliseconds: number) => new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

/** Why a download came to nothing, in words; never with a header. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  readonly isPassing: boolean;
  readonly waitMs: number | undefined;
  constructor(
    message: string,
    { isPassing = false, waitMs }: { isPassing?: boolean; waitMs?: number | undefined } = {},
  ) {
    super(message);
    this.isPassing = isPassing;
    this.waitMs = waitMs;
  }
}

export class Fetcher {
  readonly #options: FetchOptions;
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #progress = new Map<string, { bytes: number; total: number | undefined }>();
  #startedAt = 0;

  constructor(options: FetchOptions) {
    this.#options = options;
  }

  /** All downloads of this run together, and seconds since the first began. */
  progress(): Progress & { readonly seconds: number } {
    let bytes = 0;
    let total: number | undefined = 0;
    for (const one of this.#progress.values()) {
      bytes += one.bytes;
      total = total === undefined || one.total === undefined ? undefined : total + one.total;
    }
    return {
      bytes,
      total,
      seconds: this.#startedAt === 0 ? 0 : (this.#options.now().getTime() - this.#startedAt) / 1000,
    };
  }

  /** The file that holds what an address has, whole. */
  async download(request: Request): Promise<string> {
    await this.#turn();
    try {
      return await this.#tries(request);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  /** What was downloaded and read is not needed any more. */
  forget(paths: Iterable<string>): void {
    for (const path of paths) {
      rmSync(path, { force: true });
      rmSync(`${path}.json`, { force: true });
    }
  }

  async #turn(): Promise<void> {
    if (this.#startedAt === 0) this.#startedAt = this.#options.now().getTime();
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    this.#running++;
  }

  async #tries(request: Request): Promise<string> {
    const { sleep = sleepFor } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(request);
      } catch (error) {
        if (!(error instanceof DownloadError)) throw error;
        if (!error.isPassing) throw error;
        if (attempt === TRIES) throw new DownloadError(`${error.message} (tried ${TRIES} times)`);
        const wait = error.waitMs ?? Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
        await sleep(Math.min(wait, LONGEST_WAIT_MS));
      }
    }
  }

  async #once({ url, headers = {} }: Request): Promise<string> {
    const { folder, now, onProgress, silenceMs = SILENCE_MS } = this.#options;
    // Headers are no part of the name: the key to Google's catalogue is one of them.
    const name = createHash('sha256').update(url).digest('hex').slice(0, 32);
    const path = join(folder, name);
    const part = `${path}.part`;
    const known = remarkOf(path);
    if (known?.url === url && known.isWhole && ageOf(path, now()) < FRESH_MS) {
      this.#progress.set(url, { bytes: sizeOf(path), total: sizeOf(path) });
      return path;
    }
    const validator = known?.url === url ? (known.etag ?? known.lastModified) : undefined;
    let offset = validator !== undefined && ageOf(part, now()) < FRESH_MS ? sizeOf(part) : 0;
    const abort = new AbortController();
    let timer = setTimeout(() => abort.abort(), silenceMs);
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), silenceMs);
    };
    try {
      mkdirSync(folder, { recursive: true });
      const response = await fetch(url, {
        headers: {
          // Bytes are counted, and a part is a part of the file only where it is not packed.
          'accept-encoding': 'identity',
          'user-agent': 'quoin prices update',
          ...headers,
          ...(offset > 0 ? { range: `bytes=${offset}-`, 'if-range': validator! } : {}),
        },
        // A redirection elsewhere must not take the key along.
        redirect: Object.keys(headers).length > 0 ? 'error' : 'follow',
        signal: abort.signal,
      });
      alive();
      if (response.status === 416) {
        rmSync(part, { force: true });
        throw new DownloadError(`${host(url)} no longer has the part that was to be resumed`, {
          isPassing: true,
          waitMs: 0,
        });
      }
      if (response.status !== 200 && response.status !== 206)
        throw new DownloadError(`${host(url)} answers ${response.status}${statusText(response)}`, {
          isPassing: PASSING.has(response.status),
          waitMs: retryAfter(response.headers.get('retry-after'), now()),
        });
      if (response.status === 200) offset = 0;
      else if (!new RegExp(`^bytes ${offset}-`).test(response.headers.get('content-range') ?? '')) {
        rmSync(part, { force: true });
        throw new DownloadError(`${host(url)} answers with another part than was asked for`, {
          isPassing: true,
          waitMs: 0,
        });
      }
      const length = response.headers.get('content-length');
      const total = length === null ? undefined : offset + Number(length);
      // A weak validator does not promise the same bytes.
      const etag = response.headers.get('etag') ?? undefined;
      const remark: Remark = {
        url,
        etag: etag?.startsWith('W/') ? undefined : etag,
        lastModified: response.headers.get('last-modified') ?? undefined,
      };
      writeFileSync(`${path}.json`, JSON.stringify(remark));
      const written = { bytes: offset, total };
      this.#progress.set(url, written);
      const file = createWriteStream(part, { flags: offset > 0 ? 'a' : 'w' });
      const failed = new Promise<never>((_, reject) => void file.once('error', reject));
      failed.catch(() => {});
      try {
        for await (const chunk of response.body ?? []) {
          alive();
          if (!file.write(chunk))
            await Promise.race([new Promise<void>((resolve) => void file.once('drain', () => resolve())), failed]);
          written.bytes += (chunk as Uint8Array).length;
          onProgress?.();
        }
      } finally {
        // What came is kept, so that the next try goes on from there.
        file.end();
        await finished(file);
      }
      if (total !== undefined && written.bytes !== total)
        throw new DownloadError(`${host(url)} sent ${written.bytes} of ${total} bytes`, { isPassing: true });
      renameSync(part, path);
      writeFileSync(`${path}.json`, JSON.stringify({ ...remark, isWhole: true }));
      return path;
    } catch (error) {
      if (error instanceof DownloadError) throw error;
      if (isFileError(error)) throw new DownloadError(`cannot keep the download in ${folder}: ${reason(error)}`);
      const why = abort.signal.aborted ? `nothing came for ${silenceMs / 1000} s` : causeOf(error);
      throw new DownloadError(`${host(url)}: ${why}`, { isPassing: !/redirect/i.test(why) });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The system's errors of files, which another try does not change. */
const isFileError = (error: unknown): boolean =>
  ['ENOSPC', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'EDQUOT', 'EFBIG'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );

const host = (url: string): string => new URL(url).host;
const statusText = ({ statusText: text }: Response): string => (text === '' ? '' : ` ${text}`);

/** fetch says "fetch failed", and why in its cause. */
function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  const words: Readonly<Record<string, string>> = {
    ENOTFOUND: 'the host is not found',
    EAI_AGAIN: 'the host is not found (no network?)',
    ECONNREFUSED: 'the connection is refused',
    ECONNRESET: 'the connection was cut',
    UND_ERR_SOCKET: 'the connection was cut',
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the length is not the one that was announced',
  };
  return words[cause?.code ?? ''] ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
}

/** Seconds, or a date. */
function retryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

function remarkOf(path: string): Remark | undefined {
  try {
    return JSON.parse(readFileSync(`${path}.json`, 'utf8')) as Remark;
  } catch {
    return undefined;
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const ageOf = (path: string, now: Date): number => {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? Number.POSITIVE_INFINITY : now.getTime() - stat.mtimeMs;
};

/** Bytes of a file, a piece at a time, to something that reads them. */
export async function readFileInto(path: string, push: (chunk: Buffer) => void): Promise<void> {
  if (sizeOf(path) === 0) throw new ListError('the file is empty');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) push(chunk as Buffer);
}

/** A small file. */
export const textOf = (path: string): string => readFileSync(path, 'utf8');

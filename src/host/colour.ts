/** Colours, where the reader wants and the terminal knows them. */
import { PLAIN, type Paint } from '../report/report.ts';
import type { Output } from './output.ts';

export async function painter({ isTerminal }: Output, color: boolean | undefined): Promise<Paint> {
  const { env } = process;
  const forced = env['FORCE_COLOR'];
  const able = forced === undefined ? isTerminal && env['TERM'] !== 'dumb' : forced !== '0' && forced !== 'false';
  const wanted = color !== false && !env['NO_COLOR'] && able;
  if (!wanted) return PLAIN;
  const { Chalk } = await import('chalk');
  return new Chalk({ level: 1 });
}

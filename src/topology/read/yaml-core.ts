/** The core schema of YAML 1.2.2 (section 10.3): what unquoted text and the standard tags mean. */

/** Letters with which none of the words below begins: what most scalars are. */
const SURELY_TEXT = /^[a-eg-mo-su-zA-EG-MO-SU-Z]/;
const NULL = /^(?:~|null|Null|NULL)?$/;
const TRUE = /^(?:true|True|TRUE)$/;
const FALSE = /^(?:false|False|FALSE)$/;
const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const OCTAL_OR_HEXADECIMAL = /^0(?:o[0-7]+|x[\da-fA-F]+)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;

/** The value of an unquoted scalar (section 10.3.2): `no` and dates are text. */
export function resolvePlain(text: string): unknown {
  if (SURELY_TEXT.test(text)) return text;
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (DECIMAL.test(text)) return Number(text);
  if (OCTAL_OR_HEXADECIMAL.test(text)) return Number(text);
  if (NOT_A_NUMBER.test(text)) return NaN;
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return text;
}

export type CoreType = 'string' | 'number' | 'boolean' | 'null' | 'mapping' | 'list';

/** The tags of the core schema, and the type of the value that each asks for. */
export const CORE_TAGS: ReadonlyMap<string, CoreType> = new Map<string, CoreType>([
  ['!', 'string'],
  ['!!str', 'string'],
  ['!!int', 'number'],
  ['!!float', 'number'],
  ['!!bool', 'boolean'],
  ['!!null', 'null'],
  ['!!map', 'mapping'],
  ['!!seq', 'list'],
]);

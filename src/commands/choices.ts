/** What options choose from; apart from the commands, so that the program need not load them to print its help. */
export const FORMATS = ['table', 'json', 'csv', 'markdown', 'infracost', 'focus'] as const;
export const REPORT_FORMATS = ['table', 'json', 'markdown'] as const;
export const CHECK_FORMATS = ['table', 'json', 'markdown', 'github', 'gitlab', 'junit', 'sarif'] as const;
export const BATCH_FORMATS = ['table', 'json', 'csv', 'markdown'] as const;
export const TEMPLATES = [
  'web',
  'client-server',
  'leader-follower',
  'peer-to-peer',
  'streaming',
  'serverless',
] as const;
export const SCHEMAS = [
  'topology',
  'estimate',
  'check',
  'checks',
  'diff',
  'diffs',
  'compare',
  'drill',
  'batch',
  'coverage',
] as const;
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Formats by the ending of a file. */
const ENDINGS: Readonly<Record<string, string>> = {
  json: 'json',
  csv: 'csv',
  md: 'markdown',
  markdown: 'markdown',
  xml: 'junit',
  sarif: 'sarif',
};

/**
 * The format of a report.
 *
 * @param formats that the command has; an ending of another is no hint
 * @param fallback where neither option says
 */
export function formatOf<Format extends string>(
  { format, out }: { readonly format?: string; readonly out?: string },
  formats: Readonly<Record<Format, unknown>>,
  fallback: NoInfer<Format>,
): Format {
  if (format !== undefined) return format as Format;
  const named = ENDINGS[out?.split('.').at(-1)?.toLowerCase() ?? ''];
  return named !== undefined && Object.hasOwn(formats, named) ? (named as Format) : fallback;
}

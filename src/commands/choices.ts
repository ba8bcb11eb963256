/** What options choose from; apart from the commands, so that the program need not load them to print its help. */
export const FORMATS = ['table', 'json', 'csv', 'markdown', 'infracost', 'focus'] as const;
export const BATCH_FORMATS = ['table', 'json', 'csv', 'markdown'] as const;
export const TEMPLATES = [
  'web',
  'client-server',
  'leader-follower',
  'peer-to-peer',
  'streaming',
  'serverless',
] as const;
export const SCHEMAS = ['topology', 'estimate', 'check', 'diff', 'compare', 'drill', 'batch'] as const;
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What options choose from; apart from the commands, so that the program need not load them to print its help. */
export const FORMATS = ['table', 'json', 'csv', 'markdown'] as const;
export const TEMPLATES = ['web', 'serverless', 'streaming'] as const;

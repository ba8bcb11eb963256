export function partsOf(id: string): string[];
export function sourceMatcher(rows: readonly (readonly string[])[]): (id: string) => boolean;

/** Paths of the indexes below a checkout that are not as their folders have it; written anew unless `isCheck`. */
export function writeIndexes(root: string, isCheck?: boolean): string[];

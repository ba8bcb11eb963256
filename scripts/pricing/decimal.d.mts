export function add(left: string, right: string): string;
export function compare(left: string, right: string): -1 | 0 | 1;
export function scaleBy(
  value: string,
  by: { readonly numerator: string; readonly denominator: string; readonly places: number },
): string;

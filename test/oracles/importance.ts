/**
 * How a system hangs on its components: from an expression that is true while the system is up. Components are joined
 * by `and` and `or` in brackets, or counted, as in `a + b + c >= 2`.
 */
export type Structure = (up: ReadonlySet<string>) => boolean;

/**
 * Reads a structure: names, `and`, `or`, brackets, sums and `>=` with a whole number. `and` binds more tightly than
 * `or`, comparisons more tightly than both.
 *
 * @throws RangeError for text that isn't one.
 * @example parseStructure('(a and b) or (c and d)')
 */
export function parseStructure(text: string): { readonly components: readonly string[]; readonly isUp: Structure } {
  const tokens = text.match(/>=|[A-Za-z_]\w*|\d+|[()+]|\S/g) ?? [];
  const components = new Set<string>();
  let at = 0;
  const fail = (): never => {
    throw new RangeError(`structure "${text}": unexpected ${tokens[at] ?? 'end'}`);
  };
  type Count = (up: ReadonlySet<string>) => number;
  const either = (): Count => {
    let value = both();
    while (tokens[at] === 'or') {
      at++;
      const [left, right] = [value, both()];
      value = (up) => (left(up) > 0 || right(up) > 0 ? 1 : 0);
    }
    return value;
  };
  const both = (): Count => {
    let value = comparison();
    while (tokens[at] === 'and') {
      at++;
      const [left, right] = [value, comparison()];
      value = (up) => (left(up) > 0 && right(up) > 0 ? 1 : 0);
    }
    return value;
  };
  const comparison = (): Count => {
    const value = sum();
    if (tokens[at] !== '>=') return value;
    const least = Number(tokens[at + 1]);
    if (!Number.isInteger(least)) fail();
    at += 2;
    return (up) => (value(up) >= least ? 1 : 0);
  };
  const sum = (): Count => {
    const terms = [atom()];
    while (tokens[at] === '+') {
      at++;
      terms.push(atom());
    }
    return terms.length === 1 ? terms[0]! : (up) => terms.reduce((total, term) => total + term(up), 0);
  };
  const atom = (): Count => {
    const token = tokens[at] ?? fail();
    if (token === '(') {
      at++;
      const value = either();
      if (tokens[at] !== ')') fail();
      at++;
      return value;
    }
    if (!/^[A-Za-z_]/.test(token) || token === 'and' || token === 'or') fail();
    at++;
    components.add(token);
    return (up) => (up.has(token) ? 1 : 0);
  };
  const value = either();
  if (at < tokens.length) fail();
  return { components: [...components], isUp: (up) => value(up) > 0 };
}

/** More would take a million states and more. */
const MOST_COMPONENTS = 20;

/**
 * Unavailability of a system of independent components, and how much it hangs on each: Birnbaum's importance, A(i up) −
 * A(i down), and criticality, the chance that i is the cause when the system is down, importance·uᵢ/U. By enumeration
 * of all states.
 *
 * @param structure true while the system is up; more components up never bring it down.
 * @param unavailabilities by component, 20 at most.
 * @throws RangeError for more components, or an unavailability outside 0..1.
 * Accuracy: exact.
 * @see Z. W. Birnbaum, "On the importance of different components in a multicomponent system" (1969).
 */
export function birnbaum(
  structure: Structure,
  unavailabilities: ReadonlyMap<string, number>,
): {
  readonly unavailability: number;
  readonly importance: ReadonlyMap<string, number>;
  readonly criticality: ReadonlyMap<string, number>;
} {
  const names = [...unavailabilities.keys()];
  if (names.length > MOST_COMPONENTS) throw new RangeError(`${names.length} components are too many`);
  for (const u of unavailabilities.values()) {
    if (!(u >= 0 && u <= 1)) throw new RangeError(`unavailability must be 0 to 1: ${u}`);
  }
  let unavailability = 0;
  const importance = new Map(names.map((name) => [name, 0]));
  for (let state = 0; state < 2 ** names.length; state++) {
    const up = new Set(names.filter((_, i) => (state >> i) & 1));
    if (structure(up)) continue;
    unavailability += probability(names, unavailabilities, up);
    for (const name of names) {
      // A state in which the component alone makes the difference, counted once, with the component down.
      if (up.has(name)) continue;
      if (structure(new Set([...up, name]))) {
        const others = names.filter((other) => other !== name);
        importance.set(name, importance.get(name)! + probability(others, unavailabilities, up));
      }
    }
  }
  const criticality = new Map(
    names.map((name) => [
      name,
      unavailability > 0 ? (importance.get(name)! * unavailabilities.get(name)!) / unavailability : 0,
    ]),
  );
  return { unavailability, importance, criticality };
}

function probability(
  names: readonly string[],
  unavailabilities: ReadonlyMap<string, number>,
  up: ReadonlySet<string>,
): number {
  return names.reduce((product, name) => {
    const u = unavailabilities.get(name)!;
    return product * (up.has(name) ? 1 - u : u);
  }, 1);
}

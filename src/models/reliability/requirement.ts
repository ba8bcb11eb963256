/** What must be up for a request to be answered: units in series, and choices of which one is enough. */
import { Diagram, DOWN, UP, type Functions, type Ref } from './diagram.ts';

/**
 * Up while all of the units are, and of each choice at least one of its requirements is. Units are whole numbers from
 * 0.
 */
export interface Requirement {
  readonly units: readonly number[];
  readonly choices: readonly (readonly Requirement[])[];
}

/** A share of time, and how far off it can be: 0 where it is exact. */
export interface Bounded {
  /** Never below the true value. */
  readonly value: number;
  readonly error: number;
}

/** Evaluates one requirement for as many sets of unavailabilities as are asked for. */
export interface Evaluator {
  /** Of the whole. `unavailabilities` are those of the units. */
  unavailability(unavailabilities: ArrayLike<number>): Bounded;
  /**
   * Birnbaum's importance of every unit that occurs: P(down | unit down) − P(down | unit up), handed to `add` once a
   * unit; of the larger bound where the value is one.
   */
  importance(unavailabilities: ArrayLike<number>, add: (unit: number, importance: number) => void): Bounded;
}

/** Nodes of the diagrams of one requirement: more of them would take longer than a second. */
const MOST_NODES = 200_000;
/** Units of a diagram: as deep as the stack allows. */
const MOST_UNITS = 2000;

/** Choices that share no unit with those of other parts, so that parts are independent. */
interface Part {
  /** The whole part; where that is too large, each of its choices for itself. */
  readonly functions: Functions;
  /** Whether each is what it stands for, and not up less often. */
  readonly isExact: readonly boolean[];
}

/**
 * Prepares a requirement. Units in series count once, wherever else they occur: given that they are up, choices do not
 * depend on them.
 *
 * Accuracy: exact, except where a diagram would become too large: the unavailability is then at most the sum of those
 * of the choices and at least the largest of them, and the distance is stated.
 */
export function evaluator({ units, choices }: Requirement): Evaluator {
  const series = [...new Set(units)];
  const given = new Set(series);
  const parts = partsOf(simplified(choices, given), MOST_NODES);
  const seriesLog = (q: ArrayLike<number>) => series.reduce((sum, unit) => sum + Math.log1p(-q[unit]!), 0);

  return {
    unavailability: (q) => {
      let log = seriesLog(q);
      let error = 0;
      for (const { functions, isExact } of parts) {
        const { value, error: own } = together(functions.unavailabilities(q), isExact);
        log += Math.log1p(-value);
        error += own;
      }
      return { value: 0 - Math.expm1(log), error };
    },
    importance: (q, add) => {
      const partDowns: Bounded[] = [];
      const found: ReadonlyMap<number, number>[][] = [];
      let certain = 0;
      let log = 0;
      const count = (down: number) => {
        if (down >= 1) certain++;
        else log += Math.log1p(-down);
      };
      for (const unit of series) count(q[unit]!);
      for (const { functions, isExact } of parts) {
        const all = functions.importances(q);
        const down = together(
          all.map(({ unavailability }) => unavailability),
          isExact,
        );
        partDowns.push(down);
        found.push(all.map(({ birnbaum }) => birnbaum));
        count(down.value);
      }
      // P(all the others are up): nothing, where another one is down for certain.
      const others = (down: number) => {
        if (certain > (down >= 1 ? 1 : 0)) return 0;
        return Math.exp(down >= 1 ? log : log - Math.log1p(-down));
      };
      for (const unit of series) add(unit, others(q[unit]!));
      for (const [index, part] of found.entries()) {
        const factor = others(partDowns[index]!.value);
        const sums = new Map<number, number>();
        for (const birnbaum of part)
          for (const [unit, importance] of birnbaum) sums.set(unit, (sums.get(unit) ?? 0) + importance);
        for (const [unit, importance] of sums) add(unit, importance * factor);
      }
      const error = partDowns.reduce((sum, one) => sum + one.error, 0);
      return { value: certain > 0 ? 1 : 0 - Math.expm1(log), error };
    },
  };
}

/**
 * Of choices that may share units: at most the sum of theirs (Boole's inequality), at least the largest that is known.
 */
function together(downs: readonly number[], isExact: readonly boolean[]): Bounded {
  if (downs.length === 1 && isExact[0]) return { value: downs[0]!, error: 0 };
  const sum = Math.min(
    1,
    downs.reduce((total, down) => total + down, 0),
  );
  return { value: sum, error: sum - Math.max(0, ...downs.filter((_, index) => isExact[index])) };
}

/** What choices hang on while the given units are up; those that then are met are left out. */
function simplified(
  choices: readonly (readonly Requirement[])[],
  given: ReadonlySet<number>,
): (readonly Requirement[])[] {
  const left: (readonly Requirement[])[] = [];
  for (const choice of choices) {
    const requirements = choice.map((one) => ({
      units: one.units.filter((unit) => !given.has(unit)),
      choices: simplified(one.choices, given),
    }));
    if (requirements.every((one) => one.units.length > 0 || one.choices.length > 0)) left.push(requirements);
  }
  return left;
}

/** Choices in parts that have no unit in common. */
function partsOf(choices: readonly (readonly Requirement[])[], most: number): Part[] {
  const owner = new Map<number, number>();
  const parent = choices.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  const unitsOf = choices.map((choice) => {
    const all: number[] = [];
    const walk = ({ units, choices: inner }: Requirement) => {
      all.push(...units);
      for (const one of inner) for (const requirement of one) walk(requirement);
    };
    for (const requirement of choice) walk(requirement);
    return new Set(all);
  });
  for (const [index, units] of unitsOf.entries())
    for (const unit of units) {
      const other = owner.get(unit);
      if (other === undefined) owner.set(unit, index);
      else parent[root(index)] = root(other);
    }
  const members = new Map<number, number[]>();
  for (const index of choices.keys()) {
    const at = root(index);
    const known = members.get(at);
    if (known) known.push(index);
    else members.set(at, [index]);
  }
  return [...members.values()].map((indices) => {
    const size = new Set(indices.flatMap((index) => [...unitsOf[index]!])).size;
    const own = indices.map((index) => choices[index]!);
    return (size <= MOST_UNITS ? whole(own, most) : undefined) ?? separately(own, most);
  });
}

/** The choices of a part as one function; undefined where it takes too many nodes. */
function whole(choices: readonly (readonly Requirement[])[], most: number): Part | undefined {
  const diagram = new Diagram();
  const ref = diagram.within(most, () =>
    choices.map((choice) => refOf(choice, diagram)).reduce((a, b) => diagram.and(a, b), UP),
  );
  return ref === undefined ? undefined : { functions: diagram.functions([ref]), isExact: [true] };
}

/**
 * Each choice for itself; of one that even so is too large the first requirement alone counts, as if nothing could
 * stand in for it.
 */
function separately(choices: readonly (readonly Requirement[])[], most: number): Part {
  const diagram = new Diagram();
  const exact = choices.map((choice) => diagram.within(Math.ceil(most / choices.length), () => refOf(choice, diagram)));
  const refs = choices.map(
    (choice, index) => exact[index] ?? refOf([{ units: firstUnits(choice), choices: [] }], diagram),
  );
  return { functions: diagram.functions(refs), isExact: exact.map((ref) => ref !== undefined) };
}

/** What the first requirement of a choice needs if nothing can stand in for anything. */
function firstUnits([first]: readonly Requirement[]): number[] {
  return first ? [...new Set([...first.units, ...first.choices.flatMap(firstUnits)])] : [];
}

function refOf(choice: readonly Requirement[], diagram: Diagram): Ref {
  let either = DOWN;
  for (const { units, choices } of choice) {
    let all = UP;
    // From the last unit to the first, so that what is joined stands below.
    for (const unit of [...units].toSorted((a, b) => b - a)) all = diagram.and(diagram.unit(unit), all);
    for (const inner of choices) all = diagram.and(all, refOf(inner, diagram));
    either = diagram.or(either, all);
  }
  return either;
}

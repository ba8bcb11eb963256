/** Ten thousand of the twenty thousand inputs that go through all commands; the other half runs beside them. */
import { it } from 'vitest';
import { runInputs } from './everything.ts';

const SEED = 20_261_201;
const INPUTS = 10_000;

it(`is refused or answered, ${INPUTS} times`, () => runInputs(SEED, INPUTS), 600_000);

/** Services of the rate tables as FOCUS has them, as the products say. */
import { FOCUS_CATEGORIES, OTHER_SERVICES, type FocusService as Named } from '../products/focus.ts';
import { products } from '../products/index.ts';
import type { Provider } from '../topology/model.ts';

export interface FocusService {
  readonly name: string;
  readonly category: string;
  readonly subcategory: string;
}

let known: ReadonlyMap<string, Named> | undefined;

/** A service of the tables as FOCUS has it; undefined for prices of the file's own. */
export function focusService(provider: Provider, service: string): FocusService | undefined {
  known ??= new Map([
    ...[...products.values()].flatMap(({ provider: of, focus }) => entries(of, focus)),
    ...Object.entries(OTHER_SERVICES).flatMap(([of, services]) => entries(of, services)),
  ]);
  const found = known.get(`${provider}/${service}`);
  if (!found) return undefined;
  const [category, subcategory] = FOCUS_CATEGORIES[found[1]];
  return { name: found[0], category, subcategory };
}

const entries = (provider: string, services: Readonly<Record<string, Named>> = {}): [string, Named][] =>
  Object.entries(services).map(([service, named]) => [`${provider}/${service}`, named]);

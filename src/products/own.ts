/** Components that nobody sells: their prices, if any, stand in the file. */
import type { PriceUse } from '../kinds/price-lines.ts';
import type { Provider } from '../topology/model.ts';
import { defineProduct, type MeterUse, type Product } from './product.ts';
import { instanceMeters } from './compute.ts';
import type { CustomUse } from '../kinds/custom.ts';

/** What a kind without a product hands over: its price lines, or nothing at all. */
type OwnUse = PriceUse | CustomUse | null;

export const own = (provider: Provider): Product<OwnUse> =>
  defineProduct<OwnUse>({
    name: 'own',
    title: 'Your own',
    provider,
    kinds: ['lock', 'peer-swarm', 'external', 'custom'],
    defaultFor: ['lock', 'peer-swarm', 'external', 'custom'],
    source: 'the topology file',
    meters(use, context) {
      if (use === null) return [];
      const lines = use.lines.map(({ meter, unit, usd, quantity }): MeterUse => ({
        type: 'direct',
        service: context.component.kind,
        label: meter,
        unit,
        quantity,
        price: { price: usd, asOf: '', source: 'the topology file' },
      }));
      return 'nodes' in use && use.nodes ? [...lines, ...instanceMeters(use.nodes, context)] : lines;
    },
  });

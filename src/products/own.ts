/** Components that nobody sells: their prices, if any, stand in the file. */
import { kinds } from '../kinds/index.ts';
import type { NodeUse } from '../kinds/nodes.ts';
import type { PriceUse } from '../kinds/price-lines.ts';
import type { Provider } from '../topology/model.ts';
import { defineProduct, type MeterUse, type Product, type ProductContext } from './product.ts';
import { instanceMeters } from './compute.ts';
import type { CustomUse } from '../kinds/custom.ts';

/** What a kind without a product hands over: its price lines, or nothing at all. */
type OwnUse = PriceUse | CustomUse | null;

/** How a provider charges for the disks of nodes. */
type Disks = (nodes: NodeUse, context: ProductContext) => readonly MeterUse[];

const OWN_KINDS = [...kinds.values()].filter(({ sold }) => sold === false).map(({ name }) => name);

export const ownProduct = (provider: Provider, disks: Disks): Product<OwnUse> =>
  defineProduct<OwnUse>({
    name: 'own',
    title: 'Your own',
    provider,
    kinds: OWN_KINDS,
    defaultFor: OWN_KINDS,
    machines: true,
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
      if (!('nodes' in use) || !use.nodes) return lines;
      return [...lines, ...instanceMeters(use.nodes, context), ...disks(use.nodes, context)];
    },
  });

/** Every product, by `provider/name`. A test fails when a file of these folders is missing. */
import { awsProducts } from './aws/index.ts';
import { awsTransfer } from './aws/transfer.ts';
import { azureProducts } from './azure/index.ts';
import { azureTransfer } from './azure/transfer.ts';
import { gcpProducts } from './gcp/index.ts';
import { gcpTransfer } from './gcp/transfer.ts';
import type { Product } from './product.ts';
import type { TransferProduct } from './transfer.ts';

const all = [...awsProducts, ...azureProducts, ...gcpProducts] as readonly Product[];

export const products: ReadonlyMap<string, Product> = new Map(
  all.map((product) => [`${product.provider}/${product.name}`, product]),
);

/** What bytes cost that leave a zone, a region or the provider. */
export const transfers: ReadonlyMap<string, TransferProduct> = new Map(
  [awsTransfer, azureTransfer, gcpTransfer].map((one) => [one.provider, one]),
);

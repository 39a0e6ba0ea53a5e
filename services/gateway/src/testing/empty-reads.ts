import type { AppDependencies } from '../app.ts';

async function* nothing() {}
const none = async () => null;
const emptyPage = async () => ({ items: [], nextCursor: null });

/** A read model that knows nothing. */
export const emptyReads: AppDependencies['reads'] = {
  request: none,
  requests: emptyPage,
  images: emptyPage,
  imageRows: async () => new Map(),
  failures: async () => [],
  product: none,
  outputRows: nothing,
  outputs: nothing,
  productsToAudit: nothing,
  exportRows: nothing,
  deliveries: async () => [],
  delivery: none,
  databaseVersion: async () => 'none',
  tenantDeliveries: emptyPage,
  endpoints: async () => [],
};

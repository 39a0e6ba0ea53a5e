import {
  countFailures,
  findDelivery,
  findProduct,
  findRequest,
  listDeliveries,
  listEndpoints,
  listImages,
  listRequests,
  listTenantDeliveries,
  type ReadModel,
  rowsOfImages,
  serverVersionOf,
  streamExportRows,
  streamOutputRows,
  streamOutputs,
  streamProductsToAudit,
} from '@halftone/read-model';
import type { AppDependencies } from './app.ts';
import { coalesce } from './progress/coalesce.ts';

/** Everything that the routes read, over one read model. */
export function readsFrom(readModel: ReadModel): AppDependencies['reads'] {
  return {
    // Whoever uploads a catalogue looks at its status again and again, and often with several programs.
    request: coalesce((id) => findRequest(readModel, id)),
    requests: (query) => listRequests(readModel, query),
    images: (id, query) => listImages(readModel, id, query),
    imageRows: (id, query) => rowsOfImages(readModel, id, query),
    failures: (id) => countFailures(readModel, id),
    product: (id) => findProduct(readModel, id),
    outputRows: (id) => streamOutputRows(readModel, id),
    productsToAudit: (id, options) => streamProductsToAudit(readModel, id, options),
    outputs: (id) => streamOutputs(readModel, id),
    exportRows: (filter) => streamExportRows(readModel, filter),
    deliveries: (id) => listDeliveries(readModel, id),
    endpoints: (tenant) => listEndpoints(readModel, tenant),
    tenantDeliveries: (query) => listTenantDeliveries(readModel, query),
    delivery: (id) => findDelivery(readModel, id),
    databaseVersion: () => serverVersionOf(readModel),
  };
}

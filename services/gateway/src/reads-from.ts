import {
  countFailures,
  findDelivery,
  findProduct,
  findRequest,
  listDeliveries,
  listImages,
  listRequests,
  listTenantDeliveries,
  type ReadModel,
  rowsOfImages,
  serverVersionOf,
  streamExportRows,
  streamOutputRows,
  streamOutputs,
} from '@halftone/read-model';
import { coalesce } from './progress/coalesce.ts';
import type { Reads } from './progress/request-status.ts';
import type { ReadsDependencies } from './routes/v1/reads.ts';
import type { SystemRouteDependencies } from './routes/v1/system.ts';

/** Everything that the routes read, over one read model. */
export function readsFrom(
  readModel: ReadModel,
): Reads & ReadsDependencies['reads'] & SystemRouteDependencies['reads'] {
  return {
    // Whoever uploads a catalogue looks at its status again and again, and often with several programs.
    request: coalesce((id) => findRequest(readModel, id)),
    requests: (query) => listRequests(readModel, query),
    images: (id, query) => listImages(readModel, id, query),
    imageRows: (id, query) => rowsOfImages(readModel, id, query),
    failures: (id) => countFailures(readModel, id),
    product: (id) => findProduct(readModel, id),
    outputRows: (id) => streamOutputRows(readModel, id),
    outputs: (id) => streamOutputs(readModel, id),
    exportRows: (filter) => streamExportRows(readModel, filter),
    deliveries: (id) => listDeliveries(readModel, id),
    tenantDeliveries: (query) => listTenantDeliveries(readModel, query),
    delivery: (id) => findDelivery(readModel, id),
    databaseVersion: () => serverVersionOf(readModel),
  };
}

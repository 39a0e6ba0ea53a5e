export { isAway } from './tables/away.ts';
export {
  DeletedRequest,
  Image,
  type ListedImage,
  Product,
  RejectedRow,
  Request,
  UnforgottenRequest,
  WebhookAttempt,
  WebhookEndpoint,
} from './tables/entities.ts';
export { LONGEST_STATEMENT_MS, migrate, prepareReadModel, READER_ROLE } from './tables/migrate.ts';
export {
  openReadModel,
  READ_MODEL_SCHEMA,
  type ReadModel,
  type ReadModelOptions,
} from './tables/read-model.ts';
export { OldServerError } from './tables/server-version.ts';
export type { Write } from './tables/transact.ts';
export { byPages } from './views/by-pages.ts';
export { InvalidCursorError, type Page } from './views/cursor.ts';
export {
  type AttemptView,
  type DeliveryOutcome,
  type DeliveryView,
  findDelivery,
  listDeliveries,
} from './views/deliveries.ts';
export { type DeliveryFilter, listTenantDeliveries } from './views/delivery-list.ts';
export { type EndpointView, listEndpoints } from './views/endpoints.ts';
export { type ExportRow, streamExportRows } from './views/export-rows.ts';
export { countFailures, type FailureGroup } from './views/failures.ts';
export { type ImageFilter, type ImageStatus, type ImageView, listImages } from './views/image-list.ts';
export { type ImageRow, type ImageRows, rowsOfImages } from './views/image-rows.ts';
export { type ListedRow, type OutputRow, type SkippedRow, streamOutputRows } from './views/output-rows.ts';
export { type OutputImage, streamOutputs } from './views/outputs.ts';
export type { ProductImage } from './views/product-images.ts';
export { findProduct, type ProductStatus, type ProductView } from './views/product-view.ts';
export {
  type AuditPlace,
  cursorAfter,
  type ImageToAudit,
  type ProductsToAuditOptions,
  type ProductToAudit,
  placeBefore,
  streamProductsToAudit,
} from './views/products-to-audit.ts';
export { listRequests, type PageOptions, type RequestFilter } from './views/request-list.ts';
export { findRequest, isDeleted, type RequestStatus, type RequestView } from './views/request-view.ts';
export {
  streamAttempts,
  streamImages,
  streamProducts,
  streamRejectedRows,
  streamRequestIds,
} from './views/rows-of-request.ts';
export { countRunning, type Running } from './watch/running.ts';
export { serverVersionOf } from './watch/server-version.ts';

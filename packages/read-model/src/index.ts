export { InvalidCursorError, type Page } from './cursor.ts';
export { type AttemptView, type DeliveryView, findDelivery, listDeliveries } from './deliveries.ts';
export {
  DeletedRequest,
  Image,
  type ListedImage,
  Product,
  RejectedRow,
  Request,
  UnforgottenRequest,
  WebhookAttempt,
} from './entities.ts';
export { type ExportRow, streamExportRows } from './export-rows.ts';
export { type ImageFilter, type ImageStatus, type ImageView, listImages } from './image-list.ts';
export { migrate, READER_ROLE } from './migrate.ts';
export { type ListedRow, type OutputRow, type SkippedRow, streamOutputRows } from './output-rows.ts';
export { type OutputImage, streamOutputs } from './outputs.ts';
export type { ProductImage } from './product-images.ts';
export { findProduct, type ProductStatus, type ProductView } from './product-view.ts';
export { openReadModel, READ_MODEL_SCHEMA, type ReadModel, type ReadModelOptions } from './read-model.ts';
export { listRequests, type PageOptions, type RequestFilter } from './request-list.ts';
export { findRequest, isDeleted, type RequestStatus, type RequestView } from './request-view.ts';

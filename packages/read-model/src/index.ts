export { Image, type ListedImage, Product, Request, WebhookAttempt } from './entities.ts';
export { migrate, READER_ROLE } from './migrate.ts';
export { type OutputRow, streamOutputRows } from './output-rows.ts';
export type { ProductImage } from './product-images.ts';
export { findProduct, type ProductStatus, type ProductView } from './product-view.ts';
export { openReadModel, READ_MODEL_SCHEMA, type ReadModel, type ReadModelOptions } from './read-model.ts';
export { findRequest, type RequestStatus, type RequestView } from './request-view.ts';

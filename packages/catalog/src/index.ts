export type { Dialect } from './dialect.ts';
export {
  CATALOGUE_FAULTS,
  CatalogueError,
  type CatalogueErrorCode,
  ROW_FAULTS,
  type RowFault,
  type RowFaultCode,
} from './faults.ts';
export { type CatalogueLimits, DEFAULT_LIMITS } from './limits.ts';
export { type Catalogue, type CatalogueOptions, openCatalogue } from './open-catalogue.ts';
export { type OutputHeader, type OutputRow, outputCsv } from './output-csv.ts';
export type { CatalogueEntry, Product } from './product-row.ts';
export { UniqueImages } from './unique-images.ts';

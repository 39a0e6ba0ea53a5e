export { csvText, withoutFormulas } from './csv-text.ts';
export type { Dialect } from './dialect.ts';
export { type DialectReport, dialectReport } from './dialect-report.ts';
export { failedCsv, failedData } from './failed-csv.ts';
export {
  CATALOGUE_FAULTS,
  CatalogueError,
  type CatalogueErrorCode,
  ROW_FAULTS,
  type RowFault,
  type RowFaultCode,
} from './faults.ts';
export type { CatalogueFormat } from './layout.ts';
export { type CatalogueLimits, DEFAULT_LIMITS } from './limits.ts';
export { type Catalogue, type CatalogueOptions, openCatalogue } from './open-catalogue.ts';
export {
  type ListedRow,
  type OutputHeader,
  type OutputRow,
  type OutputRows,
  outputCsv,
  type RejectedRow,
} from './output-csv.ts';
export type { CatalogueEntry, Product, RejectedEntry } from './product-row.ts';
export { type GivenProduct, productsCsv } from './products-csv.ts';
export { UniqueImages } from './unique-images.ts';

export type { ColumnChoice } from './columns/column-choice.ts';
export { type RowSigns, rowSigns } from './columns/row-signs.ts';
export { SpoolFullError } from './containers/spool.ts';
export { csvText, withoutFormulas } from './csv-text.ts';
export {
  CATALOGUE_FAULTS,
  CatalogueError,
  type CatalogueErrorCode,
  ROW_FAULTS,
  type RowFault,
  type RowFaultCode,
  type SeenInFile,
} from './faults.ts';
export { type CatalogueLimits, DEFAULT_LIMITS } from './limits.ts';
export { type Catalogue, type CatalogueOptions, openCatalogue } from './open-catalogue.ts';
export type { Dialect } from './reading/dialect.ts';
export { type DialectReport, dialectReport } from './reading/dialect-report.ts';
export type { EncodingHints, EncodingSource } from './reading/encoding.ts';
export { encodingDeclared, encodingNamed } from './reading/encodings.ts';
export type { IgnoredImageColumn } from './rows/ignored-images.ts';
export type { CatalogueEntry, Product, RejectedEntry } from './rows/product-row.ts';
export { UniqueImages } from './rows/unique-images.ts';
export type { ShopSystem } from './systems/shop-system.ts';
export { SYSTEMS as SHOP_SYSTEMS } from './systems/systems.ts';
export { WOOCOMMERCE_LOCALES } from './systems/woocommerce-headings.ts';
export { failedCsv, failedData } from './writing/failed-csv.ts';
export {
  errorsOf,
  type Failure,
  type ListedRow,
  type OutputHeader,
  type OutputRow,
  type OutputRows,
  outputCsv,
  type RejectedRow,
} from './writing/output-csv.ts';
export { type GivenProduct, productsCsv } from './writing/products-csv.ts';

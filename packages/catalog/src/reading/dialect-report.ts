import { type CatalogueFormat, layoutOf } from '../columns/layout.ts';
import type { Dialect } from './dialect.ts';

/** How a file was read, for the person who uploaded it. */
export type DialectReport = {
  encoding: string;
  delimiter: string;
  format: CatalogueFormat;
  /** What the file was packed in, and the sheet of a workbook. */
  container?: Dialect['container'];
  sheet?: string;
  /** The names of the columns used, as the header has them; null where the file has no header. */
  columns: { serial: string | null; name: string; images: string[] } | null;
};

/** What was detected about a file. */
export function dialectReport({ encoding, delimiter, columns, container, sheet }: Dialect): DialectReport {
  const { format, images } = layoutOf(columns);
  const { header, serial, name } = columns;
  const title = (position: number) => (header[position] ?? '').trim();
  const named = {
    serial: serial === null ? null : title(serial),
    name: title(name),
    images: images.map(title),
  };
  return {
    encoding,
    delimiter,
    format,
    ...(container && { container }),
    ...(sheet !== undefined && { sheet }),
    columns: header.length > 0 ? named : null,
  };
}

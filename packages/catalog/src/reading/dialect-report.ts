import { type CatalogueFormat, layoutOf } from '../columns/layout.ts';
import type { Dialect } from './dialect.ts';
import type { EncodingSource } from './encoding.ts';

/** How a file was read, for the person who uploaded it. */
export type DialectReport = {
  encoding: string;
  /** Where that is known from; left out for files that were read before it was kept. */
  encodingFrom?: EncodingSource;
  delimiter: string;
  format: CatalogueFormat;
  /** The names of the columns used, as the header has them; null where the file has no header. */
  columns: { serial: string | null; name: string; images: string[] } | null;
};

/** What was detected about a file. */
export function dialectReport({ encoding, encodingFrom, delimiter, columns }: Dialect): DialectReport {
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
    ...(encodingFrom && { encodingFrom }),
    delimiter,
    format,
    columns: header.length > 0 ? named : null,
  };
}

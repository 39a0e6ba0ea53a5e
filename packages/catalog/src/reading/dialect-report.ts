import { layoutOf } from '../columns/layout.ts';
import type { Dialect } from './dialect.ts';

/** How a file was read, for the person who uploaded it. */
export type DialectReport = {
  encoding: string;
  /** Where that is known from; left out for files that were read before it was kept. */
  encodingFrom?: NonNullable<Dialect['encodingFrom']>;
  delimiter: string;
  /** The id of the shop system whose export it is, or plain. */
  format: string;
  /** What the file was packed in, and the sheet of a workbook. */
  container?: Dialect['container'];
  sheet?: string;
  /** The line of the header, from 1; lines above it were skipped. 0 where the file has no header. */
  headerLine: number;
  /** The names of the columns used, as the header has them; null where the file has no header. */
  columns: { serial: string | null; name: string; images: string[] } | null;
};

/** What was detected about a file. */
export function dialectReport(dialect: Dialect): DialectReport {
  const { encoding, encodingFrom, delimiter, columns, container, sheet } = dialect;
  const { system, images, headerLine } = layoutOf(columns);
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
    format: system,
    headerLine,
    ...(container && { container }),
    ...(sheet !== undefined && { sheet }),
    columns: header.length > 0 ? named : null,
  };
}

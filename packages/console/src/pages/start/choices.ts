import { CallError } from '../../api/call-error.ts';
import type { DryRunReport } from '../../api/shapes.ts';
import type { Columns } from '../../api/submission.ts';
import type { Loaded } from '../../live/loaded.ts';

/** What there is to choose from in a file, and what is taken at present. */
export type Offers = {
  headings: string[];
  sheets: string[];
  taken: { id: string | null; name: string | null; images: string[] };
  encoding: string | null;
  isCsv: boolean;
};

/** What a file offers: as it was read or, where its columns were not understood, as its refusal says. */
export function offersOf({ data, error }: Pick<Loaded<DryRunReport>, 'data' | 'error'>): Offers | null {
  const nothing = { id: null, name: null, images: [] };
  if (error instanceof CallError) {
    const { headings = [], sheets = [] } = error.problem ?? {};
    if (headings.length + sheets.length === 0) return null;
    return { headings, sheets, taken: nothing, encoding: null, isCsv: sheets.length === 0 };
  }
  if (!data || error) return null;
  const { headings, sheets, detected } = data;
  const { columns } = detected;
  return {
    headings,
    sheets,
    taken: columns ? { id: columns.serial, name: columns.name, images: columns.images } : nothing,
    encoding: detected.encoding,
    isCsv: detected.container !== 'xlsx',
  };
}

/**
 * The choice with one role changed. What was detected for the others stays as it is, as the gateway keeps what is not named.
 * @param heading none gives the role back to what is detected
 */
export function withColumn(columns: Columns, role: 'name' | 'id', heading: string): Columns {
  const { [role]: _before, ...others } = columns;
  return heading === '' ? others : { ...others, [role]: heading };
}

/** The image columns with one more or one less; nothing left gives them back to what is detected. */
export function withImages(
  columns: Columns,
  taken: readonly string[],
  heading: string,
  on: boolean,
): Columns {
  const { images: _before, ...others } = columns;
  const images = on ? [...taken, heading] : taken.filter((one) => one !== heading);
  return images.length === 0 ? others : { ...others, images };
}

/** The encodings that catalogues come in, by their WHATWG labels; the gateway takes any other as well. */
export const ENCODINGS = [
  'utf-8',
  'windows-1252',
  'iso-8859-2',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'shift_jis',
  'gb18030',
  'big5',
  'euc-kr',
  'macintosh',
  'utf-16le',
  'utf-16be',
] as const;

import type { Columns } from '@halftone/contracts';
import { CatalogueError, quoted } from './faults.ts';
import { looksLikeUrl } from './image-urls.ts';

type Role = 'serial' | 'name' | 'images';

/**
 * The names under which the columns are known, the preferred first. Case, spaces and punctuation do not matter, so
 * that `sno` stands for `S. No.` as well as `S.No`.
 */
const COLUMN_NAMES: Record<Role, readonly string[]> = {
  serial: [
    'sno',
    'serialnumber',
    'serialno',
    'serial',
    'slno',
    'srno',
    'sku',
    'variantsku',
    'productid',
    'id',
    'no',
    'nr',
  ],
  name: ['productname', 'name', 'title', 'producttitle', 'product', 'itemname'],
  images: [
    'inputimageurls',
    'inputimageurl',
    'inputimages',
    'inputurls',
    'imageurls',
    'imageurl',
    'images',
    'image',
    'imagesrc',
    'imagelinks',
    'imagelink',
    'urls',
    'url',
  ],
};

const WANTED: Record<'name' | 'images', string> = { name: 'Product Name', images: 'Input Image URLs' };

/** A header cell without what people write differently. */
const bare = (cell: string) => cell.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Which of the columns a header row names. */
export function namedColumns(header: string[]): Record<Role, number | null> {
  const names = header.map(bare);
  const positionOf = (role: Role) => {
    const known = COLUMN_NAMES[role].find((name) => names.includes(name));
    return known === undefined ? null : names.indexOf(known);
  };
  return { serial: positionOf('serial'), name: positionOf('name'), images: positionOf('images') };
}

/** Whether a row reads serial, name, URL(s): a file of three columns without a header. */
export function readsByPosition(row: string[]): boolean {
  const [serial = '', name = '', ...images] = row;
  return !`${serial} ${name}`.includes('://') && looksLikeUrl(images[0] ?? '');
}

/**
 * Which column holds what: by the names in the first row, or by position when that has three cells and names neither
 * products nor images.
 * @throws CatalogueError when the columns cannot be told
 */
export function columnsOf(firstRow: string[]): Columns {
  const byPosition = { serial: 0, name: 1, images: 2 };
  if (firstRow.some(looksLikeUrl)) {
    if (readsByPosition(firstRow)) return { header: [], ...byPosition };
    throw new CatalogueError('missing_columns', 'The file has no header line that names its columns.');
  }
  const { serial, name, images } = namedColumns(firstRow);
  if (name !== null && images !== null) return { header: firstRow, serial, name, images };
  if (firstRow.length === 3 && name === null && images === null) return { header: firstRow, ...byPosition };
  throw missingColumns(firstRow, { name, images });
}

function missingColumns(header: string[], found: Record<'name' | 'images', number | null>): CatalogueError {
  const missing = (['name', 'images'] as const).filter((role) => found[role] === null);
  const lacking = missing.map((role) => `“${WANTED[role]}”`).join(' and ');
  return new CatalogueError(
    'missing_columns',
    `The header lacks ${lacking}; it reads ${quoted(header.join(', '))}.`,
  );
}

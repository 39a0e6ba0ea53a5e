import type { Columns } from '@halftone/contracts';
import { looksLikeUrl } from '../cells/image-urls.ts';
import { CatalogueError, quoted } from '../faults.ts';
import { bare, positionOf } from './header-names.ts';
import { imageColumnsOf } from './image-columns.ts';

type Role = 'serial' | 'name' | 'images';

/** The bare names under which these columns are known, the preferred first. */
const COLUMN_NAMES = {
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
} as const;

const WANTED: Record<'name' | 'images', string> = { name: 'Product Name', images: 'Input Image URLs' };

/** Which of the columns a header row names; the first one where there are several for images. */
export function namedColumns(header: string[]): Record<Role, number | null> {
  const names = header.map(bare);
  return {
    serial: positionOf(names, COLUMN_NAMES.serial),
    name: positionOf(names, COLUMN_NAMES.name),
    images: imageColumnsOf(header)[0] ?? null,
  };
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

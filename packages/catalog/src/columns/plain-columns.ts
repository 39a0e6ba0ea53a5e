import { bare, columnNamed, columnsNamed, type Headings, numberIn } from '../systems/headings.ts';
import { speaksOfImages } from '../systems/image-words.ts';
import { isOutputsHeading, PLAIN_ADDRESSES, PLAIN_NAMES, PLAIN_SERIALS } from '../systems/plain-headings.ts';
import { headingsOfRole } from '../systems/woocommerce-headings.ts';
import { filledCells, holdsAddresses, holdsImageAddresses, type Sample } from './sample.ts';

export type PlainColumns = { serial: number | null; name: number | null; images: number[] };

/** What a column of images is called: `Image 1`, `image_url_2`, `Photo`, `Detail Image URL`, `Input Image URLs`. */
const IMAGES =
  /^(?:input|product|main|base|primary|cover|featured|front|back|side|detail|hosted|large|big|additional|other|extra|more|gallery|item)*(?:image|img|picture|photo|pic)s?\d*(?:file|url|src|link|address|location|xyz|back|front|side|main|detail)*s?\d*$/;

const TRANSLATED = new Set(headingsOfRole('images').map(bare));
const ADDRESS_WORD = /(?:url|src|link|address)s?/;

/** The columns of a file of no known system, by their headings and, where these leave it open, by what stands below. */
export function plainColumns(headings: Headings, header: readonly string[], sample: Sample): PlainColumns {
  return {
    serial: columnNamed(headings, PLAIN_SERIALS),
    name: columnNamed(headings, PLAIN_NAMES),
    images: imageColumns(headings, header, sample),
  };
}

/** The columns of image URLs, from left to right. */
export function imageColumns(headings: Headings, header: readonly string[], sample: Sample): number[] {
  const columns = [...header.keys()];
  const called = columns.filter(
    (column) => !isOutputsHeading(header[column] ?? '') && isCalledImages(headings[column]),
  );
  // A heading in other words is believed when addresses stand below it.
  const speaking = columns.filter(
    (column) =>
      !called.includes(column) &&
      !isOutputsHeading(header[column] ?? '') &&
      speaksOfImages(header[column] ?? '') &&
      (holdsAddresses(sample, column) || isStillEmpty(header[column] ?? '', column, sample)),
  );
  const images = withoutFileNames(
    [...called, ...speaking].sort((a, b) => a - b),
    headings,
    sample,
  );
  if (images.length > 0) return withUnnamed(images, header, sample);
  const others = columns.filter((column) => holdsImageAddresses(sample, column));
  const addresses = columnsNamed(headings, PLAIN_ADDRESSES).sort((a, b) => a - b);
  // Beside image addresses in a column that nobody knows, a `url` is the page of the product.
  return others.some((column) => !addresses.includes(column)) ? [] : addresses;
}

/** With the columns right of one that have no heading: that of the first is meant for all, as where cells were merged. */
function withUnnamed(images: number[], header: readonly string[], sample: Sample): number[] {
  return images.flatMap((column) => {
    let end = column + 1;
    while (header[end]?.trim() === '' && holdsImageAddresses(sample, end)) end++;
    return Array.from({ length: end - column }, (_, further) => column + further);
  });
}

/** Nothing stands below a heading so far, but it says itself that addresses will. */
const isStillEmpty = (heading: string, column: number, sample: Sample) =>
  filledCells(sample, column).length === 0 && ADDRESS_WORD.test(bare(heading));

const isCalledImages = (forms: readonly string[] = []) =>
  forms.some((form) => IMAGES.test(form) || TRANSLATED.has(form));

/** Beside `Image URL`, a column `Image` holds file names, unless addresses stand in it. */
function withoutFileNames(images: number[], headings: Headings, sample: Sample): number[] {
  const formOf = (column: number) => headings[column]?.[0] ?? '';
  const addresses = new Set(
    images.map(formOf).flatMap((form) => (ADDRESS_WORD.test(form) ? [stem(form)] : [])),
  );
  return images.filter((column) => {
    const form = formOf(column);
    return ADDRESS_WORD.test(form) || !addresses.has(stem(form)) || holdsAddresses(sample, column);
  });
}

const stem = (form: string) => form.replace(ADDRESS_WORD, '').replace(/s$/, '');

/** Whether the file has the heading of Halftone's own template, in any spelling. */
export const isOwnTemplate = (headings: Headings, images: readonly number[]): boolean =>
  images.some((column) =>
    headings[column]?.some((form) => numberIn('inputimageurl#', form.replace(/s$/, '')) !== null),
  );

/** Which column might be meant, for a file whose columns could not be told. */
export function bestGuess(role: 'name' | 'images', header: readonly string[], sample: Sample): number | null {
  const columns = [...header.keys()];
  if (role === 'images') {
    return (
      columns.find((column) => holdsImageAddresses(sample, column)) ??
      columns.find((column) => speaksOfImages(header[column] ?? '')) ??
      columns.find((column) => holdsAddresses(sample, column)) ??
      null
    );
  }
  const isText = (cell: string) => /\p{L}/u.test(cell) && !/:\/\//.test(cell) && cell.length <= 200;
  const texts = columns.filter((column) => {
    const cells = filledCells(sample, column);
    return cells.length > 0 && cells.every(isText);
  });
  return (
    texts.find((column) => new Set(filledCells(sample, column)).size > sample.length / 2) ?? texts[0] ?? null
  );
}

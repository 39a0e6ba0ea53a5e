import { bare } from './header-names.ts';

/** What a column of images is called: `Image 1`, `image_url_2`, `Photo`, `Additional image link`, `Input Image URLs`. */
const IMAGES =
  /^(?:input|product|main|base|primary|featured|front|back|additional|other|extra|more|gallery)?(?:image|img|picture|photo|pic)s?\d*(?:url|src|link)?s?\d*$/;

/** What it may be called where no column is called an image: beside images, a URL is the product's page. */
const ADDRESSES = /^(?:input)?urls?\d*$/;

const ADDRESS_WORD = /(?:url|src|link)s?/;

/** The columns that hold image URLs, from left to right. */
export function imageColumnsOf(header: string[]): number[] {
  const names = header.map(bare);
  const called = (pattern: RegExp) =>
    [...names.keys()].filter((position) => pattern.test(names[position] ?? ''));
  const images = called(IMAGES);
  if (images.length === 0) return called(ADDRESSES);
  // Beside `Image URL`, a column `Image` holds file names.
  const addresses = new Set(
    images
      .map((position) => names[position] ?? '')
      .flatMap((name) => (ADDRESS_WORD.test(name) ? [stem(name)] : [])),
  );
  return images.filter((position) => {
    const name = names[position] ?? '';
    return ADDRESS_WORD.test(name) || !addresses.has(stem(name));
  });
}

const stem = (name: string) => name.replace(ADDRESS_WORD, '').replace(/s$/, '');

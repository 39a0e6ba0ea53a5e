import { splitUrls } from '../cells/image-urls.ts';
import { csvText } from '../csv-text.ts';

/** A product as a program gives it. */
export type GivenProduct = { serial?: string; name: string; imageUrls: readonly string[] };

/**
 * Writes products as a catalogue file, which {@link openCatalogue} reads as the same products, good and bad: the product at
 * index i stands on line i + 2. Without a serial number it gets its position. Line breaks and NULs in texts become spaces,
 * and what would end a URL inside one is percent-encoded.
 */
export function productsCsv(products: Iterable<GivenProduct>): AsyncGenerator<string> {
  return csvText(productLines(products));
}

function* productLines(products: Iterable<GivenProduct>): Generator<string[]> {
  yield ['S. No.', 'Product Name', 'Input Image URLs'];
  let position = 0;
  for (const { serial = '', name, imageUrls } of products) {
    position++;
    yield [onOneLine(serial) || String(position), onOneLine(name), imageUrls.map(undivided).join(', ')];
  }
}

const onOneLine = (text: string) => text.replace(/[\r\n\0]+/g, ' ').trim();

/** A URL in a spelling that a list of URLs keeps in one piece. */
function undivided(imageUrl: string): string {
  const url = imageUrl.trim();
  const [only, ...others] = splitUrls(url);
  if (only === url && others.length === 0 && !url.includes('\0')) return url;
  return url.replace(/[\s,;|\0]|^\[/g, (character) => encodeURIComponent(character));
}

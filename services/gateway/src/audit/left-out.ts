import type { EventData } from '@halftone/contracts';
import type { LeftOut } from './audit-schema.ts';

/** What an audit says of the rows that were left out when the file was read; null where it is known of none. */
export function leftOutOf({
  withoutImages: products = 0,
}: Pick<EventData<'request.accepted'>['upload'], 'withoutImages'>): LeftOut | null {
  if (products === 0) return null;
  const are = products === 1 ? '1 product of the file has' : `${products} products of the file have`;
  const were = products === 1 ? 'was' : 'were';
  return {
    products,
    message: `${are} no image and ${were} left out when it was read. No verdict is about ${products === 1 ? 'it' : 'them'}.`,
    hint: 'Many channels want a main image of every product: add one where the product is sold by itself. Rows of options, variations or store views may need none.',
  };
}

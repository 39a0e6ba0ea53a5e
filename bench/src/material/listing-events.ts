import { randomUUID } from 'node:crypto';
import { type EventData, imageIdOf } from '@halftone/contracts';

const recipe = { quality: 50 };

export type Listed = { name: 'product.listed'; data: EventData<'product.listed'> };
export type Requested = { name: 'image.requested'; data: EventData<'image.requested'> };

/** What ingest says of a catalogue with so many rows, one image in each: two events a row. */
export function* listingEvents(rows: number): Generator<Listed | Requested> {
  const requestId = randomUUID();
  for (let row = 1; row <= rows; row++) {
    const url = `https://images.example/catalogue/${row}/front.jpg`;
    const imageId = imageIdOf(url, recipe);
    const cells = [String(row), `Product ${row}`, url];
    yield {
      name: 'product.listed',
      data: {
        requestId,
        row,
        serial: String(row),
        name: `Product ${row}`,
        cells,
        images: [{ url, imageId }],
      },
    };
    yield { name: 'image.requested', data: { requestId, imageId, url, recipe, lane: 'bulk' } };
  }
}

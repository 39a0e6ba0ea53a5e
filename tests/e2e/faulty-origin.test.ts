import { originForTest, systemForTest } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { eventsOf, expectNothingLost } from './accounting.ts';
import { accepted, catalogue, completed, outputOf } from './client.ts';
import { FAULTS } from './misbehaving-origin.ts';
import { picture, serve } from './pictures.ts';

const PRODUCTS = 200;
const NAMES = Object.keys(FAULTS);

/** Every tenth product has a second image, of which something is wrong. */
const faultOf = (product: number) => (product % 10 === 0 ? NAMES[(product / 10) % NAMES.length] : undefined);

test('200 products from an origin that does everything wrong: each image is accounted for, in order', async () => {
  await using system = await systemForTest({
    DOWNLOAD_HEADER_TIMEOUT_MS: '300',
    DOWNLOAD_RETRY_BASE_MS: '50',
  });
  const good = await picture(7);
  const wrong = Object.entries(FAULTS).map(([name, { listener }]) => [name, listener(good)] as const);
  await using origin = await originForTest({
    '*': (request, response) => {
      const fault = wrong.find(([name]) => request.url?.startsWith(`/${name}/`));
      (fault?.[1] ?? serve(good))(request, response);
    },
  });
  const products = Array.from({ length: PRODUCTS }, (_, i) => {
    const fault = faultOf(i);
    return [
      `${origin.url}/good/${i}.jpg`,
      ...(fault ? [`${origin.url}/${fault}/${i}.jpg`] : []),
      `${origin.url}/last/${i}.jpg`,
    ];
  });
  const images = products.flat().length;

  const requestId = await accepted(system.api, catalogue(products));
  await completed(system.api, requestId);
  await expectNothingLost(system, requestId, { products: PRODUCTS, images });

  const rows = await outputOf(system.api, requestId);
  expect(rows.map((row) => row['S. No.'])).toEqual(products.map((_, i) => String(i + 1)));
  for (const [i, row] of rows.entries()) {
    const outputs = (row['Output Image URLs'] ?? '').split(', ');
    const fault = faultOf(i);
    expect(outputs).toHaveLength(fault ? 3 : 2);
    expect(outputs.map((url) => url !== '')).toEqual(fault ? [true, false, true] : [true, true]);
    expect(row.Errors !== '').toBe(fault !== undefined);
  }
  await expectReasons();

  async function expectReasons() {
    const urls = new Map<string, string>();
    const reasons = new Map<string, Set<string>>();
    for (const { event } of await eventsOf(system, requestId)) {
      if (event.name === 'image.requested') urls.set(event.data.imageId, new URL(event.data.url).pathname);
      if (event.name !== 'image.failed') continue;
      const name = urls.get(event.data.imageId)?.split('/')[1] ?? '';
      reasons.set(name, (reasons.get(name) ?? new Set()).add(event.data.reason.code));
      expect(event.data.reason.detail).not.toBe('');
      expect(event.data.reason.hint).not.toBe('');
    }
    const expected = Object.entries(FAULTS).map(([name, { reason }]) => [name, [reason]]);
    expect(Object.fromEntries([...reasons].map(([name, codes]) => [name, [...codes]]))).toEqual(
      Object.fromEntries(expected),
    );
  }
});

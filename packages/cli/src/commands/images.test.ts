import { describe, expect, test } from 'vitest';
import { apiForTest, json, REQUEST_ID } from '../testing/api.ts';
import { command } from '../testing/command.ts';

describe('images', () => {
  const image = (fields: object) => ({
    id: 'a',
    url: 'http://shop.example/a.jpg',
    status: 'failed',
    reason: {
      code: 'not_found',
      title: 'There is no image at this address',
      detail: 'The server answered 404.',
      hint: 'Correct the URL.',
    },
    ...fields,
  });

  test('says of each that failed for which product, why, and what to do', async () => {
    const rows = [1, 4, 5, 9].map((row) => ({ row, serial: String(row), name: `Mug ${row}` }));
    const items = [image({ rows, rowsOmitted: 2 }), image({ url: 'http://shop.example/b.jpg', rows: [] })];
    await using api = await apiForTest({
      [`GET /v1/requests/${REQUEST_ID}/images`]: json({ items, nextCursor: 'more' }),
    });
    const args = ['images', REQUEST_ID, '--failed', '--reason', 'not_found', '--limit', '2'];
    const { code, out } = await command([...args, '--url', api.url]);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'http://shop.example/a.jpg',
      '  Mug 1 (product 1), Mug 4 (product 4), Mug 5 (product 5) and 3 more',
      '  The server answered 404.',
      '  Correct the URL.',
      '  (not_found)',
      'http://shop.example/b.jpg',
      '  The server answered 404.',
      '  Correct the URL.',
      '  (not_found)',
      `These are the first 2; --limit shows more. All of them as CSV: npx halftone download ${REQUEST_ID} --failed --url ${api.url}`,
      '',
    ]);
    expect(api.received[0]?.query).toEqual({
      status: 'failed',
      reason: 'not_found',
      rows: 'true',
      limit: '2',
    });
  });

  test('shows what became of the others, and says when there is nothing to show', async () => {
    const done = {
      status: 'compressed',
      reason: null,
      source: { bytes: 2000 },
      output: { url: 'http://out.example/a.jpg', bytes: 900 },
    };
    const copied = { ...done, reused: { requestId: REQUEST_ID, by: 'not-modified' } };
    const items = [image(done), image(copied), image({ status: 'requested', reason: null })];
    await using api = await apiForTest({
      [`GET /v1/requests/${REQUEST_ID}/images`]: (response, received, hit) =>
        json({ items: hit === 1 ? items : [], nextCursor: null })(response, received, hit),
    });
    const show = () => command(['images', REQUEST_ID, '--url', api.url]);
    expect((await show()).out.split('\n')).toEqual([
      'http://shop.example/a.jpg',
      '  2.0 kB became 900 B  http://out.example/a.jpg',
      'http://shop.example/a.jpg',
      '  2.0 kB became 900 B  http://out.example/a.jpg  reused: it has not changed at its server',
      'http://shop.example/a.jpg',
      '  not done yet',
      '',
    ]);
    expect((await show()).out).toBe('There are no images yet.\n');
  });
});

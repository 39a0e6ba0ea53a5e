import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyKey, clientOf } from '../../../testing/client.ts';
import { systemForTest, type TestSystem } from '../../../testing/gateway.ts';
import { project } from '../../../testing/projected.ts';

let system: TestSystem;
let acme: ReturnType<typeof clientOf>;

const image = (name: string, side: number) => ({
  url: `https://a.example/${name}.jpg`,
  outputUrl: `https://images.example/r/${name}.jpg`,
  side,
});
/** On which every product has to have at least 500 × 500 pixels. */
const LATER = 'asOf=2027-02-01';

beforeAll(async () => {
  system = await systemForTest({ keys: anyKey }, async (readModel) => {
    const products = [
      { id: 1, name: 'Mug', images: [image('1', 800), image('2', 400)] },
      { id: 2, name: 'Lamp', images: [image('3', 800)] },
      { id: 3, name: 'Chair', images: [image('4', 300), { url: 'https://a.example/5.jpg' }] },
    ];
    await project(readModel, {
      id: 'named',
      tenant: 'acme',
      completed: false,
      products,
      channels: ['google-merchant', 'of-a-later-version'],
    });
    await project(readModel, {
      id: 'listings',
      tenant: 'acme',
      completed: true,
      columns: { header: ['CustomLabel', 'Title', 'PicURL', 'Relationship'], serial: 0, name: 1, images: 2 },
      products: [
        { id: 11, name: 'Mug', images: [image('7', 800)], cells: ['M1', 'Mug', '', ''] },
        {
          id: 12,
          name: 'Mug, red',
          images: Array.from({ length: 13 }, (_, index) => image(`red-${index}`, 800)),
          cells: ['M1-R', 'Mug, red', '', 'Variation'],
        },
      ],
    });
    const appearance = { frames: 1, colours: 'rgb', transparent: true } as const;
    const seen = { ...image('6', 900), appearance };
    await project(readModel, {
      id: 'plain',
      tenant: 'acme',
      completed: true,
      products: [{ id: 9, name: 'Vase', images: [seen] }],
    });
    await project(readModel, {
      id: 'gaps',
      tenant: 'acme',
      completed: true,
      products: [{ id: 21, name: 'Mug', images: [image('8', 800)] }],
      rejected: [
        { cells: ['7', 'Stool', '', 'red'], detail: '"Stool" has no image URL.', code: 'no_images' },
        { cells: ['8', 'Bench', 'file:///a.jpg', 'red'], detail: 'It is no web address.' },
        { cells: ['9', ' Shelf ', '', 'red'], detail: '"Shelf" has no image URL.', code: 'no_images' },
      ],
    });
  });
  acme = clientOf(system.url);
});
afterAll(() => system[Symbol.asyncDispose]());

type Page = {
  asOf: string;
  channels: { channel: string }[];
  items: { row: number; name: string; findings: { rule: string }[] }[];
  nextCursor: string | null;
};
const pageOf = async (path: string) => (await acme.get(path)).body as Page;

describe('an audit', () => {
  test('is by the channels that the request names and the rules of the day that is asked for', async () => {
    const page = await pageOf(`/v1/requests/named/audit?${LATER}`);
    expect(page).toMatchObject({
      requestId: 'named',
      asOf: '2027-02-01',
      channels: [{ channel: 'google-merchant', name: 'Google Merchant Center' }],
      nextCursor: null,
    });
    expect(page.items.map(({ row, name }) => [row, name])).toEqual([
      [1, 'Mug'],
      [2, 'Lamp'],
      [3, 'Chair'],
    ]);
    expect(page.items[0]).toMatchObject({
      verdicts: [{ channel: 'google-merchant', sources: 'fails', outputs: 'fails' }],
      images: [
        { position: 1, url: 'https://a.example/1.jpg', status: 'compressed' },
        { position: 2, outputUrl: 'https://images.example/r/2.jpg', verdicts: [{ sources: 'fails' }] },
      ],
    });
    expect(page.items[0]?.findings.find(({ rule }) => rule === 'min-size')).toMatchObject({
      position: 2,
      severity: 'error',
      found: '400 × 400 pixels',
      hint: expect.stringMatching(/\w/),
      source: expect.stringMatching(/Google/),
    });
    const before = await pageOf('/v1/requests/named/audit?asOf=2026-12-31');
    expect(JSON.stringify(before.items)).not.toContain('"min-size"');
  });

  test('is read page by page, and narrowed to what fails', async () => {
    const first = await pageOf(`/v1/requests/named/audit?${LATER}&limit=1&verdict=fails`);
    expect(first.items.map(({ name }) => name)).toEqual(['Mug']);
    const second = await pageOf(
      `/v1/requests/named/audit?${LATER}&limit=1&verdict=fails&cursor=${first.nextCursor}`,
    );
    expect(second.items.map(({ name }) => name)).toEqual(['Chair']);
    const lamp = await pageOf(`/v1/requests/named/audit?${LATER}&cursor=${first.nextCursor}`);
    expect(lamp.items.map(({ name }) => name)).toEqual(['Lamp', 'Chair']);
  });

  test('is by channels of the query, and by all where nobody names any', async () => {
    const { body: known } = await acme.get('/v1/channels');
    const all = (known as { items: { channel: string }[] }).items.map(({ channel }) => channel);
    const asked = await pageOf('/v1/requests/plain/audit');
    expect(asked.channels.map(({ channel }) => channel)).toEqual(all);
    expect(asked.asOf).toBe(new Date().toISOString().slice(0, 10));
    const query = 'channel=google-merchant&channel=google-merchant,google-merchant';
    expect((await pageOf(`/v1/requests/plain/audit?${query}`)).channels).toHaveLength(1);
  });

  test('counts the images of a variation where the row says that it is one', async () => {
    const { items } = await pageOf('/v1/requests/listings/audit?channel=ebay&subject=sources');
    const counted = items.map(({ findings }) => findings.filter(({ rule }) => rule === 'max-per-variation'));
    expect(counted).toEqual([[], [expect.objectContaining({ severity: 'error', found: '13 images' })]]);
  });

  test('has the products that have no image, of which the main one is missing', async () => {
    const by = 'channel=pinterest&subject=sources';
    const first = await pageOf(`/v1/requests/gaps/audit?${by}&limit=2`);
    const second = await pageOf(`/v1/requests/gaps/audit?${by}&limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toMatchObject([
      { row: 1, line: null, name: 'Mug' },
      { row: null, line: 3, serial: '7', name: 'Stool', images: [], findings: [{ rule: 'main-image' }] },
      { row: null, line: 5, serial: '9', name: 'Shelf', images: [], findings: [{ rule: 'main-image' }] },
    ]);
    expect(second.nextCursor).toBeNull();
    expect((await acme.get(`/v1/requests/gaps/audit/summary?${by}`)).body).toMatchObject({
      channels: [
        {
          sources: { products: { fails: 2 } },
          rules: expect.arrayContaining([expect.objectContaining({ rule: 'main-image', products: 2 })]),
        },
      ],
    });
    const csv = await acme.file(`/v1/requests/gaps/audit.csv?${by}`);
    expect(
      (await csv.text()).match(/^line \d,\d,\w+,,,,fails: error: The product has no main/gm),
    ).toHaveLength(2);
  });

  test('in numbers and as CSV says the same', async () => {
    expect((await acme.get(`/v1/requests/named/audit/summary?${LATER}`)).body).toMatchObject({
      channels: [
        {
          channel: 'google-merchant',
          sources: { products: { fails: 2 }, images: { fails: 2 } },
          rules: expect.arrayContaining([
            expect.objectContaining({ rule: 'min-size', subject: 'sources', findings: 2, products: 2 }),
          ]),
        },
      ],
    });
    const csv = await acme.file(`/v1/requests/named/audit.csv?${LATER}&subject=sources`);
    expect(csv.headers.get('content-disposition')).toBe(
      'attachment; filename="halftone-named-partial-audit.csv"',
    );
    const [head, ...lines] = (await csv.text()).trimEnd().split('\n');
    expect(head).toBe('Row,Serial Number,Product Name,Image,Image URL,Output URL,google-merchant');
    expect(lines.filter((line) => /,"?fails: error: .*\[min-size\]/.test(line))).toHaveLength(2);
  });

  test.each([
    ['a channel that there is not', 'channel=ebai', 400, 'unknown_channel'],
    ['a day that there is not', 'asOf=2027-02-30', 400, 'invalid_request'],
    [
      'a cursor of another list',
      `cursor=${Buffer.from('["x"]').toString('base64url')}`,
      400,
      'invalid_request',
    ],
    ['a verdict that there is not', 'verdict=good', 400, 'invalid_request'],
    ['a category that there is not', 'category=fish', 400, 'invalid_request'],
  ])('with %s is refused', async (_what, query, status, code) => {
    const answer = await acme.get(`/v1/requests/named/audit?${query}`);
    expect(answer).toMatchObject({ status, body: { code, hint: expect.stringMatching(/\w/) } });
    if (code === 'unknown_channel') {
      expect(answer.body).toMatchObject({
        detail: expect.stringMatching(
          /^“ebai” is no channel that Halftone knows\. It knows .*google-merchant/,
        ),
        hint: expect.stringContaining('/v1/channels'),
        errors: [{ field: 'channel' }],
      });
    }
  });

  test('of another tenant is not found, in any form', async () => {
    const other = clientOf(system.url, 'other');
    for (const form of ['audit', 'audit/summary', 'audit.csv']) {
      expect(await other.get(`/v1/requests/named/${form}`)).toMatchObject({
        status: 404,
        body: { code: 'request_not_found' },
      });
    }
  });
});

test('the channels are listed with their rules, who says so, and from when', async () => {
  const { status, body } = await acme.get('/v1/channels');
  expect(status).toBe(200);
  const { items } = body as { items: { channel: string; rules: { rule: string }[] }[] };
  const google = items.find(({ channel }) => channel === 'google-merchant');
  expect(google).toMatchObject({ name: 'Google Merchant Center', recipe: { format: 'jpeg' } });
  expect(google?.rules.find(({ rule }) => rule === 'min-size')).toMatchObject({
    check: 'minSize',
    asked: 'at least 500 × 500 pixels',
    effect: 'refuses',
    certainty: 'official page',
    from: '2027-01-31',
    checked: true,
    text: expect.stringMatching(/2027-01-31/),
  });
  const { body: short } = await acme.get('/v1/channels?rules=false');
  expect(JSON.stringify(short)).not.toContain('"asked"');
});

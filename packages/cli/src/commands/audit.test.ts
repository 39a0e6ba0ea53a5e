import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { apiForTest, json, REQUEST_ID } from '../testing/api.ts';
import { command } from '../testing/command.ts';

const PATH = `GET /v1/requests/${REQUEST_ID}/audit`;
const finding = {
  channel: 'ebay',
  rule: 'min-longest-side',
  severity: 'error',
  certainty: 'official page',
  subject: 'sources',
  asked: 'a longest side of at least 500 pixels',
  message: 'The longest side has 400 pixels; eBay asks for at least 500.',
  hint: 'Use a larger picture.',
};
const product = {
  row: 3,
  serial: 'S-3',
  name: 'Mug',
  images: [
    { position: 1, url: 'http://shop.example/1.jpg', outputUrl: null },
    { position: 2, url: 'http://shop.example/2.jpg', outputUrl: 'http://out.example/2.jpg' },
  ],
  findings: [
    { ...finding, position: 2 },
    { ...finding, subject: 'outputs', position: 2 },
    { ...finding, rule: 'count', message: 'It has no main image.', hint: 'Add one.' },
    { ...finding, severity: 'warning', position: 1 },
  ],
};

const summaryOf = (fails: number) => {
  const none = { fails: 0, warned: 0, unknown: 0, passes: 0 };
  const sum = {
    products: { ...none, fails, passes: 59 },
    images: { ...none, fails, passes: 1200 },
    local: 3,
  };
  return {
    requestId: REQUEST_ID,
    asOf: '2027-01-31',
    nextCursor: null,
    channels: [
      {
        channel: 'ebay',
        name: 'eBay',
        notChecked: [{ rule: 'no-watermark', effect: 'refuses', asked: 'no watermark' }],
        sources: sum,
        outputs: { ...sum, images: none, local: 1 },
        rules: fails > 0 ? [{ ...finding, findings: fails, products: 1, example: finding.message }] : [],
      },
    ],
  };
};

describe('audit', () => {
  test('says in numbers what fails, then of each product which image, why, and what to do', async () => {
    await using api = await apiForTest({
      [`${PATH}/summary`]: json(summaryOf(2)),
      [PATH]: json({ items: [product], nextCursor: 'more' }),
    });
    const flags = ['--channel', 'ebay', '--channel', 'bol', '--as-of', '2027-01-31', '--limit', '1'];
    const { code, out } = await command(['audit', REQUEST_ID, ...flags, '--url', api.url]);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'eBay (ebay), by the rules of 2027-01-31',
      '  sources  2 fail, 1,200 pass',
      '  outputs  no images',
      '  4 stand at addresses of this machine or network, and are judged as if these were public and https.',
      '  error    2 in the sources: min-longest-side (official page)',
      '           The longest side has 400 pixels; eBay asks for at least 500.',
      '           Use a larger picture.',
      '  Not checked, since only eyes can tell: no watermark',
      'Mug (product 3)',
      '  image 2  http://shop.example/2.jpg',
      '    The longest side has 400 pixels; eBay asks for at least 500.',
      '    Use a larger picture.',
      '    (ebay min-longest-side, sources)',
      '  image 2  http://out.example/2.jpg',
      '    The longest side has 400 pixels; eBay asks for at least 500.',
      '    Use a larger picture.',
      '    (ebay min-longest-side, outputs)',
      '    It has no main image.',
      '    Add one.',
      '    (ebay count, sources)',
      `More products may fail; --limit shows more of them. All as CSV: npx halftone audit ${REQUEST_ID} --channel ebay,bol --csv --url ${api.url}`,
      '',
    ]);
    const asked = { channel: 'ebay,bol', asOf: '2027-01-31' };
    expect(api.received.map(({ query }) => query)).toEqual([
      asked,
      { ...asked, verdict: 'fails', limit: '1' },
    ]);
  });

  test('names a product without any image by its line', async () => {
    const gap = { ...product, row: null, line: 7, name: 'Stool', images: [] };
    const findings = [{ ...finding, rule: 'main-image', message: 'It has no main image.', hint: 'Add one.' }];
    await using api = await apiForTest({
      [`${PATH}/summary`]: json(summaryOf(1)),
      [PATH]: json({ items: [{ ...gap, findings }], nextCursor: null }),
    });
    const { out } = await command(['audit', REQUEST_ID, '--url', api.url]);
    expect(out).toContain('\nStool (line 7)\n    It has no main image.\n    Add one.\n');
  });

  test('says what is in no verdict since it was left out when the file was read', async () => {
    const withoutImages = { products: 2, message: '2 products have no image.', hint: 'Add one.' };
    await using api = await apiForTest({ [`${PATH}/summary`]: json({ ...summaryOf(0), withoutImages }) });
    const { code, out } = await command(['audit', REQUEST_ID, '--url', api.url]);
    expect(code).toBe(0);
    expect(out).toMatch(/no watermark\n2 products have no image\.\n {2}Add one\.\n$/);
  });

  test('exits with 1 when anything fails and that was asked for', async () => {
    await using api = await apiForTest({
      [`${PATH}/summary`]: (response, received, hit) =>
        json(summaryOf(hit === 1 ? 1 : 0))(response, received, hit),
      [PATH]: json({ items: [product], nextCursor: null }),
    });
    const audit = () => command(['audit', REQUEST_ID, '--strict', '--json', '--url', api.url]);
    const { code, out } = await audit();
    expect(code).toBe(1);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([summaryOf(1), product]);
    expect(await audit()).toMatchObject({ code: 0 });
    expect(api.received.map(({ query }) => query)).toEqual([{}, { verdict: 'fails', limit: '20' }, {}]);
  });

  test('saves all of it as CSV', async () => {
    await using api = await apiForTest({
      [`${PATH}/summary`]: json(summaryOf(1)),
      [`${PATH}.csv`]: (response) =>
        void response.writeHead(200, { 'content-type': 'text/csv' }).end('Row\n'),
    });
    const folder = await mkdtemp(join(tmpdir(), 'halftone-audit-'));
    const { code, out } = await command([
      'audit',
      REQUEST_ID,
      ...['--csv', '--out', folder, '--channel', 'ebay', '--url', api.url],
    ]);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(`Saved ${folder}/${REQUEST_ID}-audit.csv (4 B).`),
    ]);
    expect(await readFile(join(folder, `${REQUEST_ID}-audit.csv`), 'utf8')).toBe('Row\n');
    expect(api.received.at(-1)?.query).toEqual({ channel: 'ebay' });
    await rm(folder, { recursive: true });
  });

  test.each([
    [['--as-of', 'tomorrow'], '--as-of is "tomorrow" and must be a day.'],
    [['--out', 'there'], '--out is the folder of the CSV, so it needs --csv.'],
  ])('refuses %j', async (flags, sentence) => {
    const { code, err } = await command(['audit', REQUEST_ID, ...flags]);
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
  });
});

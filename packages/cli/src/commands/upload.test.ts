import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  apiForTest,
  events,
  json,
  message,
  pendingAnswer,
  problem,
  REQUEST_ID,
  type Received,
  requestAnswer,
} from '../testing/api.ts';
import { command } from '../testing/command.ts';

const UPLOAD = 'POST /v1/requests';
const CSV = 'S. No.,Product Name,Input Image URLs\n1,Mug,http://shop.example/a.jpg\n';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-cli-'));
  file = join(folder, 'catalogue.csv');
  await writeFile(file, CSV);
});
afterAll(() => rm(folder, { recursive: true }));

const formOf = ({ headers, body }: Received) =>
  new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData();

describe('upload', () => {
  test('sends the file with its options and the key, and says what was accepted', async () => {
    await using api = await apiForTest({ [UPLOAD]: json(pendingAnswer(), 202) });
    const options = [
      '--webhook',
      'https://shop.example/hook',
      '--webhook-events',
      'request.completed,request.progress',
      '--quality',
      '60',
      '--format',
      'webp',
      '--invalid-rows',
      'skip',
      '--encoding',
      'cp1251',
      '--sheet',
      'Products',
    ];
    const ended = await command(['upload', file, ...options, '--idempotency-key', 'k-1'], {
      env: { HALFTONE_URL: api.url, HALFTONE_KEY: 'htk_abc' },
    });
    expect(ended).toEqual({
      code: 0,
      out: `Accepted catalogue.csv: 2 products, 3 images.\nRequest ${REQUEST_ID}\nWatch it: npx halftone watch ${REQUEST_ID} --url ${api.url}\n`,
      err: '',
    });
    const [received] = api.received;
    if (!received) throw new Error('Nothing was received');
    expect(received.headers).toMatchObject({ authorization: 'Bearer htk_abc', 'idempotency-key': 'k-1' });
    const form = await formOf(received);
    expect([...form.keys()].at(-1)).toBe('file');
    expect(form.get('webhookUrl')).toBe('https://shop.example/hook');
    expect(form.get('webhookEvents')).toBe('request.completed,request.progress');
    expect(JSON.parse(String(form.get('recipe')))).toEqual({ quality: 60, format: 'webp' });
    expect(form.get('invalidRows')).toBe('skip');
    expect(form.get('encoding')).toBe('cp1251');
    expect(form.get('sheet')).toBe('Products');
    const sent = form.get('file');
    if (!(sent instanceof File)) throw new Error('No file was sent');
    expect([sent.name, await sent.text()]).toEqual(['catalogue.csv', CSV]);
  });

  test('without options sends the file alone, and with --json shows the request as it was answered', async () => {
    await using api = await apiForTest({ [UPLOAD]: json(pendingAnswer(), 202) });
    const { code, out } = await command(['upload', file, '--json', '--url', `${api.url}/`]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(pendingAnswer());
    expect([...(await formOf(api.received[0] as Received)).keys()]).toEqual(['file']);
  });

  test('a file that is not there is reported in words', async () => {
    await using api = await apiForTest({});
    const missing = join(folder, 'missing.csv');
    expect(await command(['upload', missing, '--url', api.url])).toEqual({
      code: 2,
      out: '',
      err: `${missing} cannot be read: there is no such file or folder.\nCheck the name and the folder.\n`,
    });
  });

  test('a refusal of one option says it once, and what to do once', async () => {
    const said = { detail: 'baseUrl must match pattern.', hint: 'Compare it with the documentation.' };
    const refusal = problem(400, {
      ...said,
      code: 'invalid_request',
      errors: [{ ...said, field: 'baseUrl', code: 'invalid_value' }],
    });
    await using api = await apiForTest({ [UPLOAD]: refusal });
    const { err } = await command(['upload', file, '--url', api.url]);
    expect(err).toBe(`${said.detail}\nnpx halftone --help --url ${api.url} lists the options.\n`);
  });

  test('a refused file is reported row by row', async () => {
    const refusal = problem(400, {
      detail: '2 rows cannot be used.',
      hint: 'Fix what is listed under errors and upload the file again.',
      errors: [
        {
          line: 3,
          code: 'invalid_url',
          detail: 'The URL "not\u001b[2Ja url" cannot be used.',
          hint: 'Write a complete one.',
        },
        { line: 4, code: 'no_urls', detail: 'There is no URL.', hint: 'Add one.' },
      ],
      errorsOmitted: 1200,
    });
    await using api = await apiForTest({ [UPLOAD]: refusal });
    expect(await command(['upload', file, '--url', api.url])).toEqual({
      code: 3,
      out: '',
      err: [
        '2 rows cannot be used.',
        '  line 3: The URL "not\uFFFD[2Ja url" cannot be used. Write a complete one.',
        '  line 4: There is no URL. Add one.',
        '  and 1,200 more',
        'Fix these rows and upload the file again, or leave them out with --invalid-rows skip.',
        '',
      ].join('\n'),
    });
  });

  test.each([
    [true, 0, /^The file would be accepted: 2 products, 3 images, 1 duplicate, 0 bad rows\.\n {2}line 3/],
    [false, 3, /^The file would be refused: /],
  ])(
    'a dry run of a file that is valid: %s ends with %i and starts nothing',
    async (valid, code, sentence) => {
      const totals = { products: 2, images: 3, duplicates: 1, rejected: 0 };
      const errors = [{ line: 3, code: 'no_urls', detail: 'There is no URL.', hint: 'Add one.' }];
      await using api = await apiForTest({
        [UPLOAD]: json({ valid, totals, detected: {}, errors, errorsOmitted: 0 }),
      });
      const ended = await command(['upload', file, '--dry-run', '--url', api.url]);
      expect(ended.code).toBe(code);
      expect(ended.out).toMatch(sentence);
      expect(api.received.map(({ query }) => query)).toEqual([{ dryRun: 'true' }]);
    },
  );

  test('--probe has images looked at, and tells what is to be expected', async () => {
    const totals = { products: 1, images: 1, duplicates: 0, rejected: 0 };
    const preflight = {
      chosen: 1,
      looked: 1,
      hosts: [],
      hostsOmitted: 0,
      estimate: null,
      rows: [],
      rowsOmitted: 0,
    };
    await using api = await apiForTest({ [UPLOAD]: json({ valid: true, totals, errors: [], preflight }) });
    const ended = await command(['upload', file, '--dry-run', '--probe', '5', '--url', api.url]);
    expect(ended).toMatchObject({ code: 0, out: expect.stringContaining('Looked at 1 image of 0 hosts.') });
    expect(api.received.map(({ query }) => query)).toEqual([{ dryRun: 'true', probe: '5' }]);
  });

  test('--watch follows what was accepted to its end', async () => {
    const failed = {
      outcome: 'partial',
      counts: { products: 2, images: 3, compressed: 2, failed: 1, rejected: 0 },
    };
    await using api = await apiForTest({
      [UPLOAD]: json(pendingAnswer(), 202),
      [`GET /v1/requests/${REQUEST_ID}/events`]: events(message('completed', 9, requestAnswer(failed))),
    });
    const watched = await command(['upload', file, '--watch', '--strict', '--url', api.url]);
    expect(watched.code).toBe(1);
    expect(watched.out).toContain('Completed, partial: 2 of 3 images compressed, 1 failed, in 4.0 s.');
    const documents = await command(['upload', file, '--watch', '--json', '--url', api.url]);
    expect(documents.code).toBe(0);
    expect(JSON.parse(documents.err)).toEqual({ warning: expect.stringContaining('1 of 3 images failed') });
    expect(
      documents.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).event),
    ).toEqual(['accepted', 'completed']);
  });
});

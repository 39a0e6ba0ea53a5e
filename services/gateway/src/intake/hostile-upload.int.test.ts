import { afterAll, beforeAll, expect, test } from 'vitest';
import { HEADER, rawForm, rawHeaders } from '../testing/catalogue.ts';
import { systemForTest, type TestSystem } from '../testing/gateway.ts';

const MEGABYTE = 1024 * 1024;
const GOOD = '1,Lamp,https://a.example/1.jpg\n';

let system: TestSystem;

beforeAll(async () => {
  system = await systemForTest();
});

afterAll(() => system[Symbol.asyncDispose]());

/** Bytes that a careless or hostile client sends below the header, and how the file is answered. */
const SHAPES: ReadonlyArray<{ what: string; unit: string; status: number; code?: string }> = [
  { what: 'blank lines', unit: '\n', status: 202 },
  { what: 'carriage returns', unit: '\r', status: 202 },
  { what: 'rows of one cell', unit: 'a\n', status: 400, code: 'missing_name' },
  {
    what: 'rows of too many cells',
    unit: '1,Lamp,https://a.example/1.jpg,x,y\n',
    status: 400,
    code: 'malformed_row',
  },
  { what: 'unquoted URLs', unit: '1,Lamp,https://a.example/1.jpg,https://a.example/2.jpg\n', status: 202 },
  { what: 'delimiters alone', unit: ',', status: 400, code: 'malformed_row' },
  { what: 'quotes alone', unit: '"', status: 400, code: 'row_too_large' },
  { what: 'quoted nothing', unit: '"",', status: 400, code: 'malformed_row' },
  { what: 'quotes that close nothing', unit: '"a"b\n', status: 400, code: 'malformed_row' },
  { what: 'quotes that are opened again and again', unit: '"x\n', status: 400, code: 'malformed_row' },
  { what: 'one endless line', unit: 'x', status: 400, code: 'row_too_large' },
  { what: 'NUL bytes', unit: '\0', status: 400, code: 'not_csv' },
  { what: 'blanks alone', unit: ' ', status: 400, code: 'row_too_large' },
  {
    what: 'blanks in a cell of images',
    unit: `2,Lamp,a${' '.repeat(100_000)}b\n`,
    status: 400,
    code: 'invalid_url',
  },
];

test.each(SHAPES)('$what are answered, and nobody waits meanwhile', async ({ unit, status, code }) => {
  const file = Buffer.from(unit.repeat(Math.ceil((2 * MEGABYTE) / unit.length)));
  let answered = false;
  const upload = fetch(`${system.url}/api/upload`, {
    method: 'POST',
    headers: rawHeaders,
    body: ReadableStream.from([Buffer.from(rawForm.start + HEADER + GOOD), file, Buffer.from(rawForm.end)]),
    duplex: 'half',
  }).finally(() => {
    answered = true;
  });
  const health = await fetch(`${system.url}/healthz`);
  expect([health.status, answered]).toEqual([200, false]);
  const answer = await upload;
  const body = (await answer.json()) as { errors?: { code: string }[] };
  expect([answer.status, body.errors?.[0]?.code]).toEqual([status, code]);
});

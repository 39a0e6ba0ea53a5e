import { text } from 'node:stream/consumers';
import multipart from '@fastify/multipart';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { errorHandler } from '../problems/error-handler.ts';
import { formLimits, uploadForm } from './upload-form.ts';
import { optionsInText } from './upload-options.ts';

const MAX_FILE_BYTES = 100_000;
const CSV = 'S. No.,Product Name,Input Image URLs\n';

type Part = { name: string; value: string; filename?: string; type?: string };

const file = (value = CSV, name = 'file'): Part => ({ name, value, filename: 'catalogue.csv' });
const field = (name: string, value: string): Part => ({ name, value });

function bodyOf(parts: Part[], boundary = 'b0undary'): string {
  const written = parts.map(({ name, value, filename, type }) => {
    const disposition = `form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}`;
    return `--${boundary}\r\nContent-Disposition: ${disposition}\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n${value}\r\n`;
  });
  return `${written.join('')}--${boundary}--\r\n`;
}

/** What the form reader makes of a body: what it received, or the problem it refuses with. */
async function read(
  body: string,
  { contentType = 'multipart/form-data; boundary=b0undary', known = ['webhookUrl'] } = {},
) {
  await using app = Object.assign(Fastify(), { [Symbol.asyncDispose]: () => app.close() });
  app.setErrorHandler(errorHandler('https://halftone.example'));
  app.register(multipart, formLimits(MAX_FILE_BYTES));
  app.post('/', (request) => {
    const nameOf = (field: string) => (known.includes(field) ? field : null);
    const submission = uploadForm(request, {
      maxFileBytes: MAX_FILE_BYTES,
      optionsOf: optionsInText,
      nameOf,
    });
    return submission(async ({ filename, content }) => ({ filename, text: await text(content) }));
  });
  const answer = await app.inject({
    method: 'POST',
    url: '/',
    headers: { 'content-type': contentType },
    body,
  });
  return answer.json();
}

const readParts = (...parts: Part[]) => read(bodyOf(parts));

test('the webhookUrl may stand before or after the file', async () => {
  const webhookUrl = 'https://shop.example/hook';
  const expected = { options: { webhookUrl }, received: { filename: 'catalogue.csv', text: CSV } };
  expect(await readParts(field('webhookUrl', webhookUrl), file())).toMatchObject(expected);
  expect(await readParts(file(), field('webhookUrl', webhookUrl))).toMatchObject(expected);
});

test('a webhookUrl that is left out or left empty counts as none', async () => {
  const { options } = await readParts(file());
  expect(options).not.toHaveProperty('webhookUrl');
  expect(await readParts(file(), field('webhookUrl', ''))).toMatchObject({ options });
});

test('unknown fields are ignored', async () => {
  expect(await readParts(field('comment', 'hello'), file())).toMatchObject({ received: { text: CSV } });
});

test('a recipe may be text, or a part that says it is JSON', async () => {
  const recipe = field('recipe', '{"quality":30}');
  for (const part of [recipe, { ...recipe, type: 'application/json' }]) {
    const answer = await read(bodyOf([part, file()]), { known: ['recipe'] });
    expect(answer).toMatchObject({ options: { recipe: { quality: 30 } } });
  }
});

test('an empty file is received as one', async () => {
  expect(await readParts(file(''))).toMatchObject({ received: { text: '' } });
});

test('a name of a file that could do harm is made harmless', async () => {
  const named = (filename: string) => readParts({ name: 'file', value: CSV, filename });
  expect(await named('../../etc/passwd')).toMatchObject({ received: { filename: 'passwd' } });
  expect(await named('a\u0000b\u0007.csv')).toMatchObject({ received: { filename: 'ab.csv' } });
  expect(await named('')).toMatchObject({ received: { filename: 'catalogue.csv' } });
  expect((await named('x'.repeat(1000))).received.filename).toHaveLength(255);
});

test.each([
  ['a form without a file', [field('webhookUrl', 'https://a.example')], 'missing_file'],
  ['the CSV as a plain field', [field('file', CSV)], 'missing_file'],
  ['a file in another field', [file(CSV, 'csv')], 'missing_file'],
  ['two files', [file(), file()], 'too_many_files'],
  ['two files before the limit is known', [file(CSV, 'other'), file()], 'missing_file'],
  ['a file that is too large', [file('x'.repeat(MAX_FILE_BYTES + 1))], 'file_too_large'],
  ['many fields', Array.from({ length: 30 }, (_, index) => field(`f${index}`, '')), 'invalid_form'],
  ['a field named like a method of objects', [field('toString', 'x'), file()], 'invalid_form'],
  ['a relative webhook URL', [field('webhookUrl', '/hook'), file()], 'invalid_webhook_url'],
  [
    'a webhook URL with a password',
    [field('webhookUrl', 'https://me:pw@a.example'), file()],
    'invalid_webhook_url',
  ],
  ['a webhook URL of only spaces', [field('webhookUrl', '  '), file()], 'invalid_webhook_url'],
  [
    'a webhook URL that is no http',
    [file(), field('webhookUrl', 'file:///etc/passwd')],
    'invalid_webhook_url',
  ],
  [
    'a webhook URL that is too long',
    [field('webhookUrl', `https://a.example/${'x'.repeat(2048)}`), file()],
    'invalid_webhook_url',
  ],
  [
    'a webhook URL with a NUL',
    [field('webhookUrl', 'https://a.example/\u0000'), file()],
    'invalid_webhook_url',
  ],
  [
    'a webhook URL with a line break',
    [field('webhookUrl', 'https://a.example/\r\nx: y'), file()],
    'invalid_webhook_url',
  ],
  [
    'two webhook URLs',
    [field('webhookUrl', 'https://a.example'), field('webhookUrl', 'https://b.example'), file()],
    'invalid_form',
  ],
])('%s is refused', async (_what, parts, code) => {
  expect(await readParts(...parts)).toMatchObject({ code });
});

test('a form that is broken in any place is refused', async () => {
  const whole = bodyOf([field('webhookUrl', 'https://a.example'), file()]);
  for (let end = 1; end < whole.length - 6; end += 7) {
    const problem = await read(whole.slice(0, end));
    expect(problem, `the first ${end} characters`).toMatchObject({ status: 400, code: expect.any(String) });
  }
});

test('a form without a boundary, or with another one, is refused', async () => {
  const whole = bodyOf([file()]);
  expect(await read(whole, { contentType: 'multipart/form-data' })).toMatchObject({ code: 'invalid_form' });
  expect(await read(whole, { contentType: 'multipart/form-data; boundary=other' })).toMatchObject({
    status: 400,
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemForTest, type TestSystem } from '../testing/gateway.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await systemForTest();
});

afterAll(() => system[Symbol.asyncDispose]());

/** “Кружка” in Windows-1251: too short for a guess to be relied on. */
const MUG = Buffer.from([0xca, 0xf0, 0xf3, 0xe6, 0xea, 0xe0]);
const FILE = Buffer.concat([Buffer.from('name,image\n'), MUG, Buffer.from(',https://a.example/1.jpg\n')]);

type Form = { charset?: string; before?: Record<string, string>; after?: Record<string, string> };

function formOf({ charset, before = {}, after = {} }: Form) {
  const fields = (given: Record<string, string>) =>
    Object.entries(given).map(
      ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
  const type = `Content-Type: text/csv${charset ? `; charset=${charset}` : ''}`;
  return Buffer.concat([
    Buffer.from(fields(before).join('')),
    Buffer.from(`--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n${type}\r\n\r\n`),
    FILE,
    Buffer.from(`\r\n${fields(after).join('')}--x--\r\n`),
  ]);
}

async function post(path: string, type: string, body: Buffer<ArrayBuffer>) {
  const answer = await fetch(system.url + path, { method: 'POST', headers: { 'content-type': type }, body });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const MULTIPART = 'multipart/form-data; boundary=x';
const dryRun = (form: Form) => post('/v1/requests?dryRun=true', MULTIPART, formOf(form));

test.each([
  ['the charset of the file in a form', { charset: 'windows-1251' }, 'windows-1251', 'declared'],
  ['a charset in quotes, by another of its names', { charset: '"CP1251"' }, 'windows-1251', 'declared'],
  ['the option before it', { charset: 'utf-8', before: { encoding: 'cp1251' } }, 'windows-1251', 'option'],
])('%s is what the file is read in', async (_, form, encoding, encodingFrom) => {
  const { status, body } = await dryRun(form);
  expect([status, body.detected]).toMatchObject([200, { encoding, encodingFrom }]);
});

test('a body that is the CSV itself is read in the charset of its content type, or the one in the query', async () => {
  const declared = await post('/v1/requests?dryRun=true', 'text/csv; charset=windows-1251', FILE);
  expect(declared.body.detected).toMatchObject({ encoding: 'windows-1251', encodingFrom: 'declared' });
  const path = '/v1/requests?dryRun=true&encoding=koi8-r';
  const wished = await post(path, 'text/csv; charset=windows-1251', FILE);
  expect(wished.body.detected).toMatchObject({ encoding: 'koi8-r', encodingFrom: 'option' });
});

test('bytes that the declared charset does not know refuse the file by line', async () => {
  const { status, body } = await post('/api/upload', MULTIPART, formOf({ charset: 'utf-8' }));
  expect(status).toBe(400);
  expect(body.errors).toMatchObject([{ line: 2, code: 'invalid_characters' }]);
});

test('a guess is said in the answer, and a charset that was declared is none', async () => {
  for (const path of ['/api/upload', '/upload']) {
    const guessed = await post(path, MULTIPART, formOf({}));
    expect(guessed.body.notes).toEqual([expect.stringMatching(/it was read as windows-\d+/)]);
    const declared = await post(path, MULTIPART, formOf({ charset: 'windows-1251' }));
    expect(declared.body).not.toHaveProperty('notes');
  }
});

test('an accepted request says in which encoding its file was read, and why', async () => {
  const { status, body } = await post('/v1/requests', MULTIPART, formOf({ charset: 'windows-1251' }));
  expect([status, body.detected]).toMatchObject([
    202,
    { encoding: 'windows-1251', encodingFrom: 'declared' },
  ]);
});

test('an encoding that nobody knows, or that comes behind the file, is refused', async () => {
  const unknown = await dryRun({ before: { encoding: 'klingon' } });
  expect([unknown.status, unknown.body.errors]).toMatchObject([400, [{ field: 'encoding' }]]);
  const late = await dryRun({ after: { encoding: 'windows-1251' } });
  expect([late.status, late.body.code]).toEqual([400, 'invalid_form']);
});

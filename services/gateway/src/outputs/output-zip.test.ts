import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { unzip } from '../testing/unzip.ts';
import { outputZip, type ZippedOutput } from './output-zip.ts';

const MEGABYTE = 1024 * 1024;
const first = {
  modified: new Date('2026-03-01T10:15:30Z'),
  part: 1,
  next: 'https://halftone.example/zip?part=2',
};

const output = (
  row: number,
  name: string,
  position: number,
  key = `r/${row}-${position}.jpg`,
): ZippedOutput => ({
  row,
  name,
  position,
  key,
  url: `https://images.example/${key}`,
});

async function* stream<T>(...items: T[]) {
  yield* items;
}

/** A store in which each object holds its own key. */
const keyInside = async ({ key }: { key: string }) => Buffer.from(key);

async function namesFor(...outputs: ZippedOutput[]): Promise<string[]> {
  const zip = await buffer(outputZip(stream(...outputs), { fetchOutput: keyInside, ...first }));
  return unzip(zip).map(({ name }) => name);
}

test('a zip holds every image under its row, product and position', async () => {
  const outputs = stream(
    output(1, 'Blue mug', 1),
    output(1, 'Blue mug', 2),
    output(12, 'Lamp', 1, 'r/x.webp'),
  );
  expect(unzip(await buffer(outputZip(outputs, { fetchOutput: keyInside, ...first })))).toEqual([
    { name: '1-Blue-mug-1.jpg', content: Buffer.from('r/1-1.jpg') },
    { name: '1-Blue-mug-2.jpg', content: Buffer.from('r/1-2.jpg') },
    { name: '12-Lamp-1.webp', content: Buffer.from('r/x.webp') },
  ]);
});

test.each([
  ['../../etc/passwd', '1-etc-passwd-1.jpg'],
  ['C:\\Windows\\system.ini', '1-C-Windows-system-ini-1.jpg'],
  ['Tasse "Größe 5" / 日本語', '1-Tasse-Größe-5-日本語-1.jpg'],
  ['CON', '1-CON-1.jpg'],
  ['...', '1-1.jpg'],
  ['a\0b\nc\u202e', '1-a-b-c-1.jpg'],
  ['x'.repeat(300), `1-${'x'.repeat(50)}-1.jpg`],
  ['𝒳'.repeat(300), `1-${'𝒳'.repeat(50)}-1.jpg`],
])('a product named %j is a file that every system takes', async (name, file) => {
  expect(await namesFor(output(1, name, 1))).toEqual([file]);
});

test('products that are named alike are told apart', async () => {
  const names = await namesFor(
    output(1, 'Mug', 11),
    output(11, 'Mug', 1),
    output(1, '1-Mug', 1),
    output(1, '', 1),
  );
  expect(new Set(names).size).toBe(4);
});

test('an object that is gone becomes a note, and the images after it are there', async () => {
  const outputs = stream(output(1, 'Mug', 1), output(2, 'Lamp', 1));
  const fetchOutput = async ({ key }: { key: string }) => (key.includes('1-') ? null : Buffer.from('lamp'));
  expect(unzip(await buffer(outputZip(outputs, { fetchOutput, ...first })))).toEqual([
    {
      name: '1-Mug-1.missing.txt',
      content: Buffer.from('The image is no longer at https://images.example/r/1-1.jpg\n'),
    },
    { name: '2-Lamp-1.jpg', content: Buffer.from('lamp') },
  ]);
});

test('images beyond what one zip takes are in further parts, and each part says where the next one is', async () => {
  const names = async (part: number) => {
    const outputs = stream(...[1, 2, 3, 4, 5].map((row) => output(row, 'Mug', 1)));
    const options = { ...first, fetchOutput: keyInside, part, imagesPerZip: 2 };
    return unzip(await buffer(outputZip(outputs, options))).map(({ name }) => name);
  };
  expect(await names(1)).toEqual(['1-Mug-1.jpg', '2-Mug-1.jpg', 'more-images.txt']);
  expect(await names(2)).toEqual(['3-Mug-1.jpg', '4-Mug-1.jpg', 'more-images.txt']);
  expect(await names(3)).toEqual(['5-Mug-1.jpg']);
  expect(await names(4)).toEqual([]);
});

test('a zip of nothing is a zip', async () => {
  expect(await namesFor()).toEqual([]);
});

test('images are fetched one by one, as the zip is read', async () => {
  let fetched = 0;
  async function* many() {
    for (let row = 1; row <= 1000; row++) yield output(row, 'Mug', 1);
  }
  const fetchOutput = async () => {
    fetched++;
    return new Uint8Array(MEGABYTE);
  };
  let read = 0;
  for await (const chunk of outputZip(many(), { fetchOutput, ...first })) {
    read += chunk.length;
    expect(fetched * MEGABYTE - read).toBeLessThan(3 * MEGABYTE);
    if (read > 20 * MEGABYTE) break;
  }
  expect(fetched).toBeLessThan(25);
});

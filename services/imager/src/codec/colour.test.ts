import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { PATCHES, SHOWN_OF_AVIF, SHOWN_OF_PNG } from '../colour/chromium.fixture.ts';
import { colourDifference } from '../colour/colour-difference.fixture.ts';
import { chunkOf, withChunks } from '../containers/png/png-chunks.ts';
import { compress } from './compress.ts';
import { LIMITS, RECIPE } from './images.fixture.ts';
import { colourChunks, PATCH, patches } from './png.fixture.ts';

const LOSSLESS = { quality: 100, format: 'png' } as const;
const caseOf = (name: string) => readFile(new URL(`cases/${name}`, import.meta.url));

/** What a viewer that knows nothing of colours shows in the middle of each patch. */
async function numbers(bytes: Buffer): Promise<number[][]> {
  const { data, info } = await sharp(bytes, { ignoreIcc: true })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const middle = (patch: number) => ((PATCH / 2) * info.width + patch * PATCH + PATCH / 2) * 3;
  return Array.from({ length: info.width / PATCH }, (_, patch) => [
    ...data.subarray(middle(patch), middle(patch) + 3),
  ]);
}

async function expectShown(bytes: Buffer, shown: readonly (readonly number[])[], wish = {}): Promise<void> {
  const { output } = await compress(bytes, { ...LOSSLESS, ...wish }, LIMITS);
  const found = await numbers(output.bytes);
  for (const [index, expected] of shown.entries()) {
    expect(colourDifference(found[index] ?? [], expected)).toBeLessThan(3);
  }
}

/** That of Display P3, for a PNG. */
async function profile(): Promise<Buffer> {
  const { icc } = await sharp(await sharp(patches(PATCHES)).withIccProfile('p3').png().toBuffer()).metadata();
  return chunkOf('iCCP', Buffer.concat([Buffer.from('p\0\0'), deflateSync(icc ?? '')]));
}

/** The patches as an AVIF whose box of colours says this of them; how the colours were coded stays as it is. */
async function avifSaying(name: string): Promise<Buffer> {
  const bytes = await sharp(patches(PATCHES)).avif({ lossless: true, effort: 0 }).toBuffer();
  const at = bytes.indexOf('colrnclx') + 8;
  const [primaries = 2, transfer = 2] = name.split('/').map(Number);
  bytes.writeUInt16BE(primaries, at);
  bytes.writeUInt16BE(transfer, at + 2);
  return bytes;
}

describe('colours that no profile describes are shown as Chromium shows them:', () => {
  it.each(Object.entries(SHOWN_OF_PNG))('a PNG with %s', async (name, shown) => {
    await expectShown(patches(PATCHES, colourChunks(name)), shown);
  });

  it.each(Object.entries(SHOWN_OF_AVIF))('an AVIF that says %s', async (name, shown) => {
    await expectShown(await avifSaying(name), shown);
  });

  it.each([
    ['gamma10.png', [128, 128, 128]],
    ['pqwhite_cicp.png', [186, 186, 186]],
    ['p3green.avif', [0, 203, 13]],
  ] as const)('%s', async (name, expected) => {
    const { output } = await compress(await caseOf(name), LOSSLESS, LIMITS);
    const [first = []] = await numbers(output.bytes);
    expect(output.keptOriginal).toBe(false);
    expect(colourDifference(first, expected)).toBeLessThan(3);
  });
});

it.each([0.4319, 0.45, 0.45454, 0.4547, 0.4772])('a PNG with gAMA %s and no cHRM is sRGB', async (gamma) => {
  const { output } = await compress(patches(PATCHES, colourChunks(`gAMA ${gamma}`)), LOSSLESS, LIMITS);
  expect(await numbers(output.bytes)).toEqual(PATCHES);
});

describe('a profile counts for samples of 16 bits as for those of 8:', () => {
  const p3 = SHOWN_OF_PNG['cICP 12/13'] ?? [];
  const deep = async () => {
    const png = await sharp(patches(PATCHES)).toColourspace('rgb16').png().toBuffer();
    return withChunks(png, [await profile()]);
  };

  it.each([{}, { look: 'identical' }] as const)('in a PNG (%o)', async (wish) => {
    await expectShown(await deep(), p3, wish);
  });
});

describe('what a PNG says of its colours counts in this order:', () => {
  const p3 = SHOWN_OF_PNG['cICP 12/13'] ?? [];

  it('cICP before a profile', async () => {
    await expectShown(patches(PATCHES, [await profile(), ...colourChunks('cICP 1/13')]), PATCHES);
  });

  it('a profile before sRGB, gAMA and cHRM', async () => {
    const chunks = [await profile(), ...colourChunks('gAMA 1, cHRM D50')];
    await expectShown(patches(PATCHES, chunks), p3);
  });
});

describe('colours that cannot be converted are refused:', () => {
  it.each([
    [14, 16, 'matrix coefficients 14'],
    [6, 9, 'transfer characteristics 9'],
  ])('an AVIF with matrix %s and transfer %s', async (matrix, transfer, detail) => {
    const bytes = await avifSaying(`1/${transfer}`);
    bytes.writeUInt16BE(matrix, bytes.indexOf('colrnclx') + 12);
    await expect(compress(bytes, RECIPE, LIMITS)).rejects.toMatchObject({
      code: 'unsupported_color',
      message: expect.stringContaining(detail),
    });
  });
});

it.each([{ keepMetadata: true }, { targetRatio: 0.9 }, { maxWidth: 64 }] as const)(
  'they are converted once, whatever the recipe (%o)',
  async (wish) => {
    const bytes = patches(PATCHES.slice(0, 4), colourChunks('gAMA 1'));
    const { output } = await compress(bytes, { ...LOSSLESS, ...wish }, LIMITS);
    const [first = []] = await numbers(output.bytes);
    expect(colourDifference(first, SHOWN_OF_PNG['gAMA 1']?.[0] ?? [])).toBeLessThan(3);
  },
);

it('straight colours come out of an AVIF whose colours were multiplied by alpha', async () => {
  const { output } = await compress(
    await caseOf('premultiplied.avif'),
    { quality: 95, format: 'webp' },
    LIMITS,
  );
  const { data, info } = await sharp(output.bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const row = (info.height >> 1) * info.width;
  for (const part of [1, 3, 5]) {
    const at = 4 * (row + Math.floor((part * info.width) / 6));
    expect(colourDifference([...data.subarray(at, at + 3)], [240, 120, 40])).toBeLessThan(4);
  }
});

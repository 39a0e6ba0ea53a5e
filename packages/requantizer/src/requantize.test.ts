import { readFile } from 'node:fs/promises';
import sharp, { type JpegOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Drawn, draw, drawJpeg, KINDS, pixelsOf, psnr } from './pictures.fixture.ts';
import { requantize, type Wanted } from './requantize.ts';
import { putTogether, takeApart, withFirst, withRestarts, withSegment } from './segments.fixture.ts';

const SOF0 = 0xc0;
const SOF1 = 0xc1;
const DQT = 0xdb;

function taken(jpeg: Buffer, wanted: Wanted = { quality: 50 }): Buffer {
  const result = requantize(jpeg, wanted);
  if ('declined' in result) throw new Error(`Declined: ${result.declined}`);
  return result.bytes;
}

async function drawAs(options: JpegOptions, drawn: Drawn = {}): Promise<Buffer> {
  const image = await draw({ width: 121, height: 75, ...drawn });
  return await image.jpeg({ quality: 90, ...options }).toBuffer();
}

const readCase = (name: string) => readFile(new URL(`cases/${name}.jpg`, import.meta.url));

/** Beside what sharp makes of it. */
async function expectAsGood(source: Buffer, result: Buffer): Promise<void> {
  const reencoded = await sharp(source).autoOrient().jpeg({ quality: 50 }).toBuffer();
  const upright = await sharp(source).autoOrient().png().toBuffer();
  const [from, to, reference] = await Promise.all([upright, result, reencoded].map(pixelsOf));
  if (!from || !to || !reference) throw new Error('No pixels.');
  expect(to).toMatchObject({ width: from.width, height: from.height, channels: reference.channels });
  expect(psnr(from.data, to.data)).toBeGreaterThan(psnr(from.data, reference.data) - 0.1);
  expect(result.length / reencoded.length).toBeLessThan(1.03);
}

describe('beside decoding and encoding by sharp', () => {
  const sizes = [
    { width: 320, height: 240 },
    { width: 333, height: 217 },
    { width: 41, height: 150 },
  ];
  const cases = KINDS.flatMap((kind) =>
    sizes.flatMap((size) =>
      [66, 78, 80, 85, 88, 92, 97].map((quality): Drawn => ({ kind, ...size, quality })),
    ),
  );

  it.each(cases)(
    'a $kind of $width × $height and quality $quality is as good, and hardly larger',
    async (drawn) => {
      const source = await drawJpeg(drawn);
      await expectAsGood(source, taken(source));
    },
  );

  const forms: [string, () => Promise<Buffer>][] = [
    ['a progressive file', () => drawAs({ progressive: true })],
    ['a grey progressive file', () => drawAs({ progressive: true }, { kind: 'grey' })],
    ['a progressive file without optimal scans', () => drawAs({ progressive: true, optimiseScans: false })],
    ['a file with 4:4:4', () => drawAs({ chromaSubsampling: '4:4:4' })],
    ['a progressive file with 4:4:4', () => drawAs({ chromaSubsampling: '4:4:4', progressive: true })],
    ['a file with 4:2:2 and restart markers', () => readCase('sampling-2x1-restarts')],
    [
      'a progressive file with 4:4:0 and restart markers',
      () => readCase('sampling-1x2-progressive-restarts'),
    ],
    ['a file with a scan for each component', () => readCase('scan-for-each-component')],
  ];

  it.each(forms)('%s is as good, and hardly larger', async (_, make) => {
    const source = await make();
    await expectAsGood(source, taken(source));
  });

  it.each([2, 3, 4, 5, 6, 7, 8])('a picture of orientation %d is turned as well', async (orientation) => {
    for (const chromaSubsampling of ['4:2:0', '4:4:4']) {
      const image = await draw({ width: 80, height: 48 });
      const source = await image
        .jpeg({ quality: 90, chromaSubsampling })
        .withMetadata({ orientation })
        .toBuffer();
      await expectAsGood(source, taken(source, { quality: 50, orientation }));
    }
  });

  it.each([1, 10, 25, 49, 51, 75, 85, 100])('quality %d means the same steps', async (quality) => {
    const source = await drawJpeg({ quality: 100 });
    const reencoded = await sharp(source).jpeg({ quality }).toBuffer();
    const stepsOf = (jpeg: Buffer) => takeApart(jpeg).segments.filter(({ marker }) => marker === DQT);
    expect(stepsOf(taken(source, { quality }))).toEqual(stepsOf(reencoded));
  });
});

describe('the coefficients', () => {
  it.each(KINDS)('of a %s stay as they are where the steps do', async (kind) => {
    const source = await drawJpeg({ kind, width: 333, height: 217, quality: 50 });
    const [before, after] = await Promise.all([source, taken(source)].map(pixelsOf));
    expect(after).toEqual(before);
  });

  it('of a picture of one colour survive any quality', async () => {
    const source = await sharp({ create: { width: 50, height: 50, channels: 3, background: '#204060' } })
      .jpeg({ quality: 95 })
      .toBuffer();
    const [before, after] = await Promise.all([source, taken(source)].map(pixelsOf));
    expect(psnr(before?.data ?? source, after?.data ?? source)).toBeGreaterThan(38);
  });
});

describe('is taken:', () => {
  it.each([1, 7, 8, 9, 15, 16, 17])('a picture of %d pixels in width', async (width) => {
    const source = await drawJpeg({ width, height: 33 });
    const [before, after] = await Promise.all([source, taken(source)].map(pixelsOf));
    expect(after).toMatchObject({ width, height: 33 });
    expect(psnr(before?.data ?? source, after?.data ?? source)).toBeGreaterThan(22);
  });

  it('a file with comments and segments for applications, none of which comes along', async () => {
    const source = await drawJpeg();
    const talkative = [0xe1, 0xe2, 0xed, 0xef, 0xfe].reduce(
      (jpeg, marker) => withFirst(jpeg, { marker, content: Buffer.from('Somebody') }),
      source,
    );
    expect(taken(talkative).equals(taken(source))).toBe(true);
  });

  it('a file without a JFIF header whose components have the usual ids', async () => {
    const source = await drawJpeg();
    const { segments, data } = takeApart(source);
    const bare = putTogether({ segments: segments.filter(({ marker }) => marker !== 0xe0), data });
    expect(taken(bare).equals(taken(source))).toBe(true);
  });

  it('an extended sequential file that is none but in name', async () => {
    const { segments, data } = takeApart(await drawJpeg());
    const renamed = segments.map((part) => (part.marker === SOF0 ? { ...part, marker: SOF1 } : part));
    expect(taken(putTogether({ segments: renamed, data })).length).toBeGreaterThan(0);
  });

  it('a file with restart markers, none of which comes along', async () => {
    const source = withRestarts();
    const result = taken(source);
    expect(result.includes(Buffer.from('ffd0', 'hex'))).toBe(false);
    const [before, after] = await Promise.all([source, result].map(pixelsOf));
    expect(new Set(before?.data).size).toBe(1);
    expect(after).toEqual(before);
  });

  it('a grey picture whatever sampling it claims', async () => {
    const source = await drawJpeg({ kind: 'grey' });
    const claiming = withSegment(source, SOF0, (frame) => {
      frame.writeUInt8(0x22, 7);
      return frame;
    });
    expect(taken(claiming).equals(taken(source))).toBe(true);
  });
});

describe('is left to a decoder:', () => {
  const picture = () => draw({});
  const cases: [string, string, () => Promise<Buffer>][] = [
    [
      'sampling of 1×1, 2×2, 1×1',
      'sampling',
      async () => withSegment(await drawJpeg(), SOF0, set(7, 0x11, 0, 2, 0x22)),
    ],
    ['CMYK', '4 components', async () => (await picture()).toColourspace('cmyk').jpeg().toBuffer()],
    ['a PNG', 'no start', async () => (await picture()).png().toBuffer()],
    ['an empty file', 'no start', async () => Buffer.alloc(0)],
    ['a file without its end', 'the file ends', async () => (await drawJpeg()).subarray(0, -2)],
    ['what is behind the end', 'behind', async () => Buffer.concat([await drawJpeg(), Buffer.from('\n')])],
    ['12 bits', 'other than 8', async () => withSegment(await drawJpeg(), SOF0, set(0, 12))],
    ['no height', 'without dimensions', async () => withSegment(await drawJpeg(), SOF0, set(1, 0, 0))],
    ['RGB', 'other than YCbCr', async () => withFirst(await drawJpeg(), { marker: 0xee, content: RGB })],
    [
      'arithmetic coding',
      'kind 0xc9',
      async () => withFirst(await drawJpeg(), { marker: 0xc9, content: RGB }),
    ],
    ['steps half as large', 'half as large', () => drawJpeg({ quality: 75 })],
    ['grey steps half as large', 'half as large', () => drawJpeg({ kind: 'grey', quality: 75 })],
    ['steps a little larger than half', 'half as large', () => drawJpeg({ quality: 72 })],
    ['steps a little smaller than half', 'half as large', () => drawJpeg({ quality: 76 })],
    ['steps hardly smaller', 'hardly smaller', () => drawJpeg({ quality: 57 })],
    ['steps larger', 'larger', () => drawJpeg({ quality: 40 })],
    ['a step of 0', 'quantization', async () => withSegment(await drawJpeg(), DQT, set(9, 0))],
    [
      'more pixels than there are data for',
      'less data',
      async () => withSegment(await drawJpeg(), SOF0, set(1, 0xff, 0xdc, 0xff, 0xdc)),
    ],
    [
      'a row more than there are data for',
      'less data',
      async () => withSegment(await drawJpeg(), SOF0, set(1, 0, 176)),
    ],
    ['restart markers out of their order', 'other places', async () => withRestarts([0xd0, 0xd2])],
    ['a restart marker too many', 'other places', async () => withRestarts([0xd0, 0xd1, 0xd2])],
    ['a row less', 'more data', async () => withSegment(await drawJpeg(), SOF0, set(1, 0, 144))],
  ];

  it.each(cases)('%s (%s)', async (_, reason, make) => {
    expect(requantize(await make(), { quality: 50 })).toEqual({ declined: expect.stringContaining(reason) });
  });
});

const RGB = Buffer.from([...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0]);

const set =
  (place: number, ...values: number[]) =>
  (content: Buffer): Buffer => {
    for (const [index, value] of values.entries()) content[place + index] = value;
    return content;
  };

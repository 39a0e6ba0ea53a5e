import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { PixelFormat } from '../formats/formats.ts';
import { compress } from './compress.ts';
import { animation, distance, FILES, HEIGHT, LIMITS, picture, RECIPE, WIDTH } from './images.fixture.ts';
import { apng } from './png.fixture.ts';

const EOI = Buffer.from('ffd9', 'hex');
const junk = Buffer.from('<!-- served by proxy-7 -->\0\xff\xd8\xffjunk', 'latin1');
const shorter = (bytes: Buffer, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));
const failed = (code: string) => expect.objectContaining({ name: 'ImageError', code });
const progressive = () => picture().jpeg({ quality: 90, progressive: true }).toBuffer();
const interlaced = () => picture().png({ progressive: true }).toBuffer();
const animated = () => animation('gif', ['red', 'green', 'blue', 'white'], [50, 50, 50, 50], 0);

describe('a file that ends too early fails as truncated', () => {
  const cases: [string, () => Promise<Buffer>][] = [
    ...(Object.keys(FILES) as PixelFormat[]).map((format): [string, () => Promise<Buffer>] => [
      format,
      FILES[format],
    ]),
    ['progressive JPEG', progressive],
    ['interlaced PNG', interlaced],
    ['lossless WebP', () => picture().webp({ lossless: true }).toBuffer()],
    ['animated WebP', () => animation('webp', ['red', 'green', 'blue'], [50, 50, 50], 0)],
    ['uncompressed TIFF', () => picture().tiff({ compression: 'none' }).toBuffer()],
  ];
  const shares = [0.98, 0.5, 0.1];

  it.each(cases.flatMap(([what, make]) => shares.map((share) => [what, share, make] as const)))(
    '%s, cut to %s of its length',
    async (_what, share, make) => {
      await expect(compress(shorter(await make(), share), RECIPE, LIMITS)).rejects.toEqual(
        failed('truncated'),
      );
    },
  );

  it('JPEG, of which the last bytes of the scan are gone', async () => {
    const bytes = await FILES.jpeg();
    await expect(compress(bytes.subarray(0, -12), RECIPE, LIMITS)).rejects.toEqual(failed('truncated'));
  });

  it('GIF animation, even between the bytes of a later frame', async () => {
    const bytes = await animated();
    await expect(compress(bytes.subarray(0, -8), RECIPE, LIMITS)).rejects.toEqual(failed('truncated'));
  });

  it('animated PNG, which would be kept as it is', async () => {
    const red = { colour: [255, 0, 0], delayMs: 100 };
    const bytes = apng([red, red]).subarray(0, -12);
    await expect(compress(bytes, RECIPE, LIMITS)).rejects.toEqual(failed('truncated'));
  });

  it('TIFF whose directory stands before the pixels', async () => {
    const bytes = tiffWithDirectoryFirst();
    await expect(compress(bytes, RECIPE, LIMITS)).resolves.toMatchObject({ source: { format: 'tiff' } });
    await expect(compress(bytes.subarray(0, -100), RECIPE, LIMITS)).rejects.toEqual(failed('truncated'));
  });
});

describe('harmless damage does not fail an image:', () => {
  const intoJpeg = async (marker: string, content: Buffer) => {
    const bytes = await FILES.jpeg();
    const head = Buffer.concat([Buffer.from(marker, 'hex'), Buffer.alloc(2)]);
    head.writeUInt16BE(content.length + 2, 2);
    return Buffer.concat([bytes.subarray(0, 2), head, content, bytes.subarray(2)]);
  };
  const intoPng = async (extra: Buffer) => {
    const bytes = await FILES.png();
    return Buffer.concat([bytes.subarray(0, 33), extra, bytes.subarray(33)]);
  };
  const changed = (bytes: Buffer, change: (copy: Buffer) => void) => {
    const copy = Buffer.from(bytes);
    change(copy);
    return copy;
  };

  it.each<[string, PixelFormat, () => Promise<Buffer>]>([
    ...(Object.keys(FILES) as PixelFormat[]).map((format): [string, PixelFormat, () => Promise<Buffer>] => [
      `bytes after the end of a ${format}`,
      format,
      async () => Buffer.concat([await FILES[format](), junk]),
    ]),
    ['no end marker', 'jpeg', async () => (await FILES.jpeg()).subarray(0, -2)],
    ['half an end marker', 'jpeg', async () => (await FILES.jpeg()).subarray(0, -1)],
    [
      'stray bytes before a marker',
      'jpeg',
      async () => {
        const bytes = await FILES.jpeg();
        const scan = bytes.indexOf('ffda', 0, 'hex');
        return Buffer.concat([bytes.subarray(0, scan), Buffer.from([1, 2, 3, 0]), bytes.subarray(scan)]);
      },
    ],
    [
      'stray bytes before the end marker',
      'jpeg',
      async () => Buffer.concat([(await FILES.jpeg()).subarray(0, -2), Buffer.alloc(40, 17), EOI]),
    ],
    [
      'a restart marker that does not belong there',
      'jpeg',
      async () => changed(await FILES.jpeg(), (copy) => copy.write('ffd3', copy.length - 400, 'hex')),
    ],
    ['invalid EXIF', 'jpeg', () => intoJpeg('ffe1', Buffer.from('Exif\0\0garbage'))],
    [
      'a broken profile',
      'jpeg',
      () => intoJpeg('ffe2', Buffer.from(`ICC_PROFILE\0\x01\x01${'A'.repeat(300)}`, 'latin1')),
    ],
    ['no end chunk', 'png', async () => (await FILES.png()).subarray(0, -12)],
    ['half an end chunk', 'png', async () => (await FILES.png()).subarray(0, -5)],
    [
      'a wrong checksum of a text',
      'png',
      () => intoPng(changed(chunk('tEXt', Buffer.from('a\0b')), (copy) => copy.fill(7, copy.length - 4))),
    ],
    ['a broken gamma', 'png', () => intoPng(chunk('gAMA', Buffer.from('a')))],
    ['a broken profile', 'png', () => intoPng(chunk('iCCP', Buffer.from('p\0\0garbage')))],
    ['invalid EXIF', 'png', () => intoPng(chunk('eXIf', Buffer.from('garbage')))],
    [
      'a wrong checksum of the pixels',
      'png',
      async () => changed(await FILES.png(), (copy) => copy.fill(7, copy.length - 16, copy.length - 12)),
    ],
    ['no trailer', 'gif', async () => (await FILES.gif()).subarray(0, -1)],
  ])('%s (%s)', async (_what, format, make) => {
    const { source, output } = await compress(await make(), RECIPE, LIMITS);
    expect(source).toMatchObject({ format, width: WIDTH, height: HEIGHT });
    expect(await distance(await FILES[format](), output.bytes)).toBeLessThan(15);
  });
});

describe('an image that is damaged beyond showing fails as corrupt', () => {
  it.each<[string, PixelFormat, number]>([
    ['in the middle of its pixels', 'png', 0.5],
    ['in the middle of its frame', 'gif', 0.5],
    ['in the middle of its data', 'avif', 0.6],
  ])('%s (%s)', async (_what, format, place) => {
    const bytes = Buffer.from(await FILES[format]());
    const at = Math.floor(bytes.length * place);
    bytes.fill(0xff, at, at + 40);
    await expect(compress(bytes, RECIPE, LIMITS)).rejects.toEqual(failed('corrupt'));
  });

  it('in its header', async () => {
    const bytes = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(500), EOI]);
    await expect(compress(bytes, RECIPE, LIMITS)).rejects.toMatchObject({ name: 'ImageError' });
  });
});

function chunk(type: string, content: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + content.length);
  bytes.writeUInt32BE(content.length, 0);
  bytes.write(type, 4, 'latin1');
  content.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + content.length)), 8 + content.length);
  return bytes;
}

/** 20 × 15 pixels; libvips itself writes the directory behind them. */
function tiffWithDirectoryFirst(): Buffer {
  const [WIDE, HIGH, DIRECTORY_BYTES] = [20, 15, 2 + 9 * 12 + 4];
  const pixelsAt = 8 + DIRECTORY_BYTES;
  const entries = [
    [256, WIDE],
    [257, HIGH],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, pixelsAt],
    [277, 1],
    [278, HIGH],
    [279, WIDE * HIGH],
  ];
  const bytes = Buffer.alloc(pixelsAt + WIDE * HIGH, 90);
  bytes.fill(0, 0, pixelsAt).write('II*\0\x08', 'latin1');
  bytes.writeUInt16LE(entries.length, 8);
  for (const [index, [tag = 0, value = 0]] of entries.entries()) {
    const at = 10 + index * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(4, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  return bytes;
}

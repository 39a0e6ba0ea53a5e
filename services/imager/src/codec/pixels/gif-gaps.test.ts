import sharp from 'sharp';
import { expect, it } from 'vitest';
import { compress } from '../compress.ts';
import { animation, colourAt, LIMITS } from '../images.fixture.ts';

const [RED, BLUE, CLEAR, WHITE] = [
  [255, 0, 0, 255],
  [0, 0, 255, 255],
  [0, 0, 0, 0],
  [255, 255, 255, 255],
];
/** Of what is transparent the colour says nothing. */
const close = (colour: number[] = []) =>
  colour.map((value, channel) =>
    colour[3] === 0 && channel < 3 ? expect.any(Number) : expect.closeTo(value, -1),
  );

/** Where the descriptors of its pictures begin, which have the size of the whole. */
function picturesOf(gif: Buffer): number[] {
  const descriptor = Buffer.concat([Buffer.of(0x2c, 0, 0, 0, 0), gif.subarray(6, 10)]);
  const found: number[] = [];
  for (let at = gif.indexOf(descriptor); at !== -1; at = gif.indexOf(descriptor, at + 1)) found.push(at);
  return found;
}

it.each([
  ['webp', CLEAR],
  ['png', CLEAR],
  ['jpeg', WHITE],
] as const)(
  'what the picture of a GIF leaves uncovered is transparent, in a %s',
  async (format, expected) => {
    const gif = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'red' } })
      .gif()
      .toBuffer();
    // The control block before the picture: no transparent colour.
    for (const picture of picturesOf(gif)) gif.writeUInt8(0, picture - 5);
    gif.writeUInt16LE(80, 6);
    const { source, output } = await compress(gif, { quality: 90, format }, LIMITS);
    expect([source.width, source.height]).toEqual([80, 40]);
    expect(await colourAt(output.bytes, 30, 20)).toEqual(close(RED));
    expect(await colourAt(output.bytes, 72, 20)).toEqual(close(expected));
  },
);

it.each(['same', 'webp'] as const)(
  'what a frame of a GIF has cleared is transparent, in the format %s',
  async (format) => {
    const gif = await animation('gif', ['red', 'blue'], [100, 200], 3);
    const [first = 0, second = 0] = picturesOf(gif);
    gif.writeUInt16LE(80, 6);
    // The control block before each picture: cleared afterwards, no transparent colour.
    for (const picture of [first, second]) gif.writeUInt8(2 << 2, picture - 5);
    gif.writeUInt16LE(20, second + 1);
    const { output } = await compress(gif, { quality: 90, format, maxWidth: 40 }, LIMITS);
    expect(await sharp(output.bytes, { animated: true }).metadata()).toMatchObject({
      pages: 2,
      delay: [100, 200],
      loop: (await sharp(gif, { animated: true }).metadata()).loop,
    });
    expect(await colourAt(output.bytes, 4, 10, 0)).toEqual(close(RED));
    expect(await colourAt(output.bytes, 36, 10, 0)).toEqual(close(CLEAR));
    expect(await colourAt(output.bytes, 4, 10, 1)).toEqual(close(CLEAR));
    expect(await colourAt(output.bytes, 36, 10, 1)).toEqual(close(BLUE));
  },
);

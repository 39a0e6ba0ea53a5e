import { deflateSync } from 'node:zlib';
import { chunkOf } from '../containers/png/png-chunks.ts';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
type Rgb = readonly number[];

export const PATCH = 16;

const words = (...values: number[]) => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
};

function header(width: number, height: number): Buffer {
  return chunkOf('IHDR', Buffer.concat([words(width, height), Buffer.of(8, 2, 0, 0, 0)]));
}

/** The pixels of patches of colour in a row. */
function pixels(colours: readonly Rgb[], height = PATCH): Buffer {
  const row = Buffer.concat([
    Buffer.of(0),
    ...colours.map((colour) => Buffer.alloc(3 * PATCH, Buffer.from(colour))),
  ]);
  return deflateSync(Buffer.alloc(row.length * height, row));
}

/** Patches of colour in a row, with chunks before them. */
export function patches(colours: readonly Rgb[], chunks: readonly Buffer[] = []): Buffer {
  return Buffer.concat([
    SIGNATURE,
    header(PATCH * colours.length, PATCH),
    ...chunks,
    chunkOf('IDAT', pixels(colours)),
    chunkOf('IEND', Buffer.alloc(0)),
  ]);
}

/** The chunks of a name such as "cICP 9/16, cLLI 4000". */
export function colourChunks(name: string): Buffer[] {
  const isNarrow = name.includes('narrow');
  return name.split(', ').flatMap((part) => {
    const [type = '', value = ''] = part.split(' ');
    const [first = 0, second = 0] = value.split('/').map(Number);
    if (type === 'cICP') return [chunkOf('cICP', Buffer.of(first, second, 0, isNarrow ? 0 : 1))];
    if (type === 'gAMA') return [chunkOf('gAMA', words(Math.round(first * 100_000)))];
    if (type === 'cHRM')
      return [chunkOf('cHRM', words(...(CHROMATICITIES[value] ?? []).map((x) => Math.round(x * 100_000))))];
    if (type === 'sRGB') return [chunkOf('sRGB', Buffer.of(0))];
    if (type === 'cLLI') return [chunkOf('cLLI', words(first * 10_000, 0))];
    if (type === 'mDCV')
      return [chunkOf('mDCV', Buffer.concat([Buffer.alloc(16), words(first * 10_000, 50)]))];
    return [];
  });
}

const CHROMATICITIES: Readonly<Record<string, readonly number[]>> = {
  P3: [0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06],
  Adobe: [0.3127, 0.329, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06],
  D50: [0.3457, 0.3585, 0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001],
};

export type ApngFrame = { colour: Rgb; left?: number; delayMs: number; dispose?: number; blend?: number };

/** An animation of two patches side by side: its first frame fills both, and each of the others one. */
export function apng(
  [first, ...others]: [ApngFrame, ...ApngFrame[]],
  loop = 0,
  chunks: readonly Buffer[] = [],
): Buffer {
  let sequence = 0;
  const control = ({ left = 0, delayMs, dispose = 0, blend = 0 }: ApngFrame, width: number) => {
    const delay = Buffer.from([delayMs >> 8, delayMs & 255, 1000 >> 8, 1000 & 255, dispose, blend]);
    return chunkOf('fcTL', Buffer.concat([words(sequence++, width, PATCH, left, 0), delay]));
  };
  return Buffer.concat([
    SIGNATURE,
    header(2 * PATCH, PATCH),
    ...chunks,
    chunkOf('acTL', words(others.length + 1, loop)),
    control(first, 2 * PATCH),
    chunkOf('IDAT', pixels([first.colour, first.colour])),
    ...others.flatMap((frame) => [
      control(frame, PATCH),
      chunkOf('fdAT', Buffer.concat([words(sequence++), pixels([frame.colour])])),
    ]),
    chunkOf('IEND', Buffer.alloc(0)),
  ]);
}

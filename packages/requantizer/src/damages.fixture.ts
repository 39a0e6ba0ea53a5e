import { readFile } from 'node:fs/promises';
import { draw, drawJpeg } from './pictures.fixture.ts';

/** Ways to spoil a JPEG, and files to spoil. */

type Random = () => number;
type Damage = (jpeg: Buffer, random: Random) => Buffer;

const below = (random: Random, limit: number) => Math.floor(random() * limit);

/** What would lie behind the end of a file that was damaged before is left out. */
function put16(jpeg: Buffer, place: number, value: number): void {
  jpeg[place] = value >> 8;
  jpeg[place + 1] = value & 0xff;
}

/** A segment, from its marker to its end. */
type Span = { marker: number; start: number; end: number };

/** All segments up to the data of the first scan, as far as the file is one. */
function segmentsOf(jpeg: Buffer): Span[] {
  const spans: Span[] = [];
  for (let start = 2; start + 4 <= jpeg.length && jpeg[start] === 0xff; ) {
    const marker = jpeg.readUInt8(start + 1);
    const end = start + 2 + jpeg.readUInt16BE(start + 2);
    spans.push({ marker, start, end });
    if (marker === 0xda) break;
    start = end;
  }
  return spans;
}

const dataStart = (jpeg: Buffer) => Math.min(jpeg.length, segmentsOf(jpeg).at(-1)?.end ?? 0);

/** A byte of the content of one of the segments with such a marker, at an offset, is set. */
function inSegment(
  jpeg: Buffer,
  markers: readonly number[],
  random: Random,
  change: (span: Span) => void,
): Buffer {
  const spans = segmentsOf(jpeg).filter(({ marker, end }) => markers.includes(marker) && end <= jpeg.length);
  const span = spans[below(random, spans.length)];
  if (span) change(span);
  return jpeg;
}

const FRAMES = [0xc0, 0xc1, 0xc2];
const DIMENSIONS = [0, 1, 7, 8, 9, 15, 16, 17, 255, 256, 4096, 16_384, 65_500, 65_535];

export const DAMAGES: Readonly<Record<string, Damage>> = {
  'a bit turned over': (jpeg, random) => {
    const place = below(random, jpeg.length);
    jpeg[place] = (jpeg[place] ?? 0) ^ (1 << below(random, 8));
    return jpeg;
  },
  'bits of the headers turned over': (jpeg, random) => {
    const end = dataStart(jpeg);
    for (let count = 1 + below(random, 3); count > 0; count--) {
      const place = below(random, end);
      jpeg[place] = (jpeg[place] ?? 0) ^ (1 << below(random, 8));
    }
    return jpeg;
  },
  'a byte of the headers set to its lowest or highest': (jpeg, random) => {
    jpeg[below(random, dataStart(jpeg))] = random() < 0.5 ? 0 : 0xff;
    return jpeg;
  },
  'an end too early': (jpeg, random) =>
    Buffer.concat([jpeg.subarray(0, below(random, jpeg.length)), Buffer.from('ffd9', 'hex')]),
  'nothing behind some place': (jpeg, random) => jpeg.subarray(0, below(random, jpeg.length)),
  'a piece missing': (jpeg, random) => {
    const start = below(random, jpeg.length);
    return Buffer.concat([jpeg.subarray(0, start), jpeg.subarray(start + 1 + below(random, 20))]);
  },
  'a piece twice': (jpeg, random) => {
    const start = below(random, jpeg.length);
    return Buffer.concat([jpeg.subarray(0, start + below(random, 40)), jpeg.subarray(start)]);
  },
  'noise instead of data': (jpeg, random) => {
    for (let place = dataStart(jpeg); place < jpeg.length - 2; place++) jpeg[place] = below(random, 0xff);
    return jpeg;
  },
  'other dimensions': (jpeg, random) =>
    inSegment(jpeg, FRAMES, random, ({ start }) => {
      put16(jpeg, start + 5 + 2 * below(random, 2), DIMENSIONS[below(random, DIMENSIONS.length)] ?? 0);
    }),
  'another sampling': (jpeg, random) =>
    inSegment(jpeg, FRAMES, random, ({ start }) => {
      const factors = ((1 + below(random, 4)) << 4) | (1 + below(random, 4));
      jpeg[start + 11 + 3 * below(random, jpeg[start + 9] ?? 1)] = factors;
    }),
  'a Huffman table of other codes': (jpeg, random) =>
    inSegment(jpeg, [0xc4], random, ({ start, end }) => {
      const lengths = end - start > 21 ? start + 5 : start;
      for (let count = 1 + below(random, 3); count > 0; count--) {
        const [one, other] = [lengths + below(random, 16), lengths + below(random, 16)];
        // The sum stays, so that the segment is as long as it says.
        [jpeg[one], jpeg[other]] = [jpeg[other] ?? 0, jpeg[one] ?? 0];
      }
    }),
  'a Huffman table of other symbols': (jpeg, random) =>
    inSegment(jpeg, [0xc4], random, ({ start, end }) => {
      const symbols = start + 21;
      if (end > symbols) jpeg[symbols + below(random, end - symbols)] = below(random, 256);
    }),
  'other steps': (jpeg, random) =>
    inSegment(jpeg, [0xdb], random, ({ start, end }) => {
      for (let place = start + 5; place < end; place++) jpeg[place] = 1 + below(random, 255);
    }),
  'another length of a segment': (jpeg, random) => {
    const spans = segmentsOf(jpeg);
    const span = spans[below(random, spans.length)];
    const lengths = [0, 1, 2, 3, 0xffff, below(random, 0x10000)];
    if (span) put16(jpeg, span.start + 2, lengths[below(random, lengths.length)] ?? 0);
    return jpeg;
  },
  'another part of the coefficients in a scan': (jpeg, random) =>
    inSegment(jpeg, [0xda], random, ({ end }) => {
      jpeg[end - 3 + below(random, 3)] = below(random, 64);
    }),
  'restart markers where none are due': (jpeg, random) => {
    const place = dataStart(jpeg) + below(random, jpeg.length - dataStart(jpeg));
    const marker = Buffer.of(0xff, 0xd0 + below(random, 8));
    return Buffer.concat([jpeg.subarray(0, place), marker, jpeg.subarray(place)]);
  },
  'a restart interval': (jpeg, random) => {
    const interval = Buffer.of(0xff, 0xdd, 0, 4, 0, below(random, 20));
    return Buffer.concat([jpeg.subarray(0, 2), interval, jpeg.subarray(2)]);
  },
  'scans in another order': (jpeg, random) => {
    const starts = [...jpeg.keys()].filter((place) => jpeg[place] === 0xff && jpeg[place + 1] === 0xda);
    const [one = 0, other = 0] = [starts[below(random, starts.length)], starts[below(random, starts.length)]];
    const next = starts.find((start) => start > one) ?? jpeg.length - 2;
    return Buffer.concat([jpeg.subarray(0, other), jpeg.subarray(one, next), jpeg.subarray(other)]);
  },
};

const SMALL = { width: 60, height: 44 };

/** Of each form that is taken. */
export async function drawSound(): Promise<Buffer[]> {
  const image = await draw({ ...SMALL, seed: 2 });
  const readCase = (name: string) => readFile(new URL(`cases/${name}.jpg`, import.meta.url));
  return await Promise.all([
    drawJpeg(SMALL),
    drawJpeg({ kind: 'grey', width: 30, height: 50, quality: 85 }),
    image.clone().jpeg({ progressive: true, quality: 90 }).toBuffer(),
    image.clone().jpeg({ progressive: true, quality: 88, chromaSubsampling: '4:4:4' }).toBuffer(),
    image.clone().jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer(),
    readCase('sampling-2x1-restarts'),
    readCase('sampling-1x2-progressive-restarts'),
    readCase('scan-for-each-component'),
  ]);
}

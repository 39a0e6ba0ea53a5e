import { crc32, deflateSync } from 'node:zlib';
import { avifGrid } from './avif-grid.fixture.ts';
import { animation, picture } from './images.fixture.ts';

/** Small files that claim, or unpack to, far more than any image has. */
export const BOMBS: Readonly<Record<string, () => Buffer | Promise<Buffer>>> = {
  'PNG of zeros': () => png(50_000, part('IDAT', deflateSync(Buffer.alloc(5_000_000)))),
  'PNG whose text unpacks to a hundred megabytes': () =>
    png(50_000, part('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(100_000_000))]))),
  'JPEG with a false size': async () =>
    patched(await picture(16, 16).jpeg().toBuffer(), [['\xff\xc0', 5, 'ffdcffdc']]),
  'progressive JPEG with a false size': async () =>
    patched(await picture(16, 16).jpeg({ progressive: true }).toBuffer(), [['\xff\xc2', 5, 'ffdcffdc']]),
  'GIF with a false size': () => framesOfGif(1, 65_535),
  'GIF of very many frames': () => framesOfGif(90_000, 64),
  'GIF of many large frames': () => framesOfGif(1_900, 4_000),
  'WebP with a false size': async () =>
    patched(await animation('webp', ['red', 'blue'], [50, 50], 0), [['VP8X', 12, 'ff3f00ff3f00']]),
  'WebP of very many frames': () => framesOfWebp(40_000),
  'TIFF with a false size': async () =>
    // Width and height, tags 256 and 257, as numbers of four bytes.
    patched(await picture(16, 16).tiff({ compression: 'lzw' }).toBuffer(), [
      ['\x00\x01\x03\0\x01\0\0\0\x10\0', 2, '0400' + '01000000' + '50c30000'],
      ['\x01\x01\x03\0\x01\0\0\0\x10\0', 2, '0400' + '01000000' + '50c30000'],
    ]),
  'AVIF with a false size': async () =>
    patched(await picture(64, 64).avif({ effort: 0 }).toBuffer(), [['ispe', 8, '0000c3500000c350']]),
  'AVIF of many tiles': () => avifGrid(8192),
  'AVIF of many tiles that claims to be small': () => avifGrid(64),
};

type Patch = readonly [at: string, offset: number, hex: string];

/** A file with bytes overwritten at some distance from where others first stand. */
function patched(file: Buffer, patches: readonly Patch[]): Buffer {
  const bytes = Buffer.from(file);
  for (const [at, offset, hex] of patches) {
    const start = bytes.indexOf(at, 0, 'latin1');
    if (start === -1) throw new Error(`The file has no ${at}`);
    bytes.write(hex, start + offset, 'hex');
  }
  return bytes;
}

function png(side: number, ...parts: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, part('IHDR', header), ...parts, part('IEND', Buffer.alloc(0))]);
}

function part(type: string, content: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + content.length);
  bytes.writeUInt32BE(content.length, 0);
  bytes.write(type, 4, 'latin1');
  content.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), 8 + content.length);
  return bytes;
}

/** Each frame has one byte of data. */
function framesOfGif(count: number, side: number): Buffer {
  const edge = Buffer.alloc(4);
  edge.writeUInt16LE(side, 0);
  edge.writeUInt16LE(side, 2);
  const header = Buffer.concat([Buffer.from('GIF89a'), edge, Buffer.from('800000000000ffffff', 'hex')]);
  const frame = Buffer.concat([Buffer.from('2c00000000', 'hex'), edge, Buffer.from('0002024c0100', 'hex')]);
  return Buffer.concat([header, Buffer.alloc(count * frame.length, frame), Buffer.from(';')]);
}

/** The one frame of a file again and again. */
async function framesOfWebp(count: number): Promise<Buffer> {
  const file = await animation('webp', ['red', 'blue'], [50, 50], 0);
  const start = file.indexOf('ANMF');
  const frame = file.subarray(start, start + 8 + file.readUInt32LE(start + 4));
  const bytes = Buffer.concat([file.subarray(0, start), Buffer.alloc(count * frame.length, frame)]);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  return bytes;
}

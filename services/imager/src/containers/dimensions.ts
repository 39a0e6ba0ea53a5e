import type { ImageFormat } from '../formats/formats.ts';
import { FULL_BOX } from './avif/boxes.ts';
import { readItems } from './avif/items.ts';
import { segments } from './jpeg/jpeg-segments.ts';
import { directoriesOf } from './tiff/directories.ts';

export type Dimensions = { width: number; height: number };

/** JPEG: the markers that begin a frame (ITU-T T.81, table B.1), which are all from 0xc0 but DHT, JPG and DAC. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const TIFF_WIDTH = 256;
const TIFF_HEIGHT = 257;

const READERS: Readonly<Record<ImageFormat, (bytes: Buffer) => Dimensions | undefined>> = {
  jpeg: jpegFrame,
  png: (bytes) => ({ width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }),
  gif: (bytes) => ({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }),
  webp: webpCanvas,
  avif: avifExtent,
  tiff: tiffDirectory,
  svg: () => undefined,
};

/**
 * How large an image says that it is, by the beginning of its file: before orientation, and of a TIFF its first image.
 * @returns undefined when that does not stand there
 */
export function dimensionsOf(format: ImageFormat, bytes: Buffer): Dimensions | undefined {
  try {
    const found = READERS[format](bytes);
    return found && found.width > 0 && found.height > 0 ? found : undefined;
  } catch (error) {
    // The file goes on behind what is here, or makes no sense.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function jpegFrame(bytes: Buffer): Dimensions | undefined {
  for (const { marker, start } of segments(bytes)) {
    if (isFrame(marker))
      return { height: bytes.readUInt16BE(start + 5), width: bytes.readUInt16BE(start + 7) };
  }
  return undefined;
}

/** RFC 9649: the canvas of the extended format, or the frame of one of the simple ones. */
function webpCanvas(bytes: Buffer): Dimensions | undefined {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    default:
      return undefined;
  }
}

function avifExtent(bytes: Buffer): Dimensions | undefined {
  const items = readItems(bytes);
  if (items.primary === undefined) return undefined;
  const extent = items.properties(items.primary).find(({ type }) => type === 'ispe');
  if (!extent) return undefined;
  const at = extent.start + FULL_BOX;
  return { width: bytes.readUInt32BE(at), height: bytes.readUInt32BE(at + 4) };
}

function tiffDirectory(bytes: Buffer): Dimensions | undefined {
  const [first] = directoriesOf(bytes).found;
  const [width, height] = [first?.tag(TIFF_WIDTH).at(0), first?.tag(TIFF_HEIGHT).at(0)];
  return width !== undefined && height !== undefined ? { width, height } : undefined;
}

import { ImageError } from '../../formats/image-error.ts';
import { type Directory, few } from './directories.ts';

/** Tags of TIFF 6.0. */
const TAG = {
  bits: 258,
  compression: 259,
  photometric: 262,
  samples: 277,
  inkSet: 332,
  tileOffsets: 324,
  sampleFormat: 339,
} as const;

/** How the pixels are packed, of which libtiff as it comes with sharp unpacks the first ones. */
export const READ_COMPRESSIONS: ReadonlySet<number> = new Set([
  1, 2, 3, 4, 5, 6, 7, 8, 32_773, 32_946, 50_001,
]);
export const OTHER_COMPRESSIONS: Readonly<Record<number, string>> = {
  9: 'JBIG',
  10: 'JBIG',
  32766: 'NeXT',
  32771: 'CCITT RLE by words',
  32809: 'ThunderScan',
  32908: 'Pixar',
  32909: 'Pixar',
  33003: 'JPEG 2000',
  33004: 'JPEG 2000',
  33005: 'JPEG 2000',
  34661: 'JBIG',
  34676: 'SGI LogLuv',
  34677: 'SGI LogLuv',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34892: 'lossy JPEG as in camera raw',
  34925: 'LZMA',
  34927: 'JPEG XL',
  34933: 'PNG',
  34934: 'JPEG XR',
  50000: 'Zstandard',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

const PHOTOMETRIC = { palette: 3, cmyk: 5, yCbCr: 6, lab: 8 } as const;
/** Greys (0 and 1), RGB, and those above. */
const READ_PHOTOMETRICS: ReadonlySet<number> = new Set([0, 1, 2, ...Object.values(PHOTOMETRIC)]);
export const OTHER_PHOTOMETRICS: Readonly<Record<number, string>> = {
  4: 'a mask',
  9: 'Lab colours as the ICC codes them',
  10: 'Lab colours as the ITU codes them',
  32844: 'LogL brightness',
  32845: 'LogLuv colours',
  32803: 'the raw samples of a camera',
  34892: 'the raw samples of a camera',
};

export const SAMPLE_FORMATS: Readonly<Record<number, string>> = {
  2: 'signed numbers',
  3: 'floating-point numbers',
  5: 'complex numbers',
  6: 'complex numbers',
};

const OLD_JPEG = 6;
const JPEG_COMPRESSIONS: ReadonlySet<number> = new Set([OLD_JPEG, 7]);
const CMYK_INKS = 1;

/**
 * libvips takes some samples for others, and gives a picture that is pink, dark or negative without a word.
 * @throws ImageError for what it does not read rightly, by its name
 */
export function checkSamples(directory: Directory): void {
  const what = unreadable(directory);
  if (!what) return;
  const hint =
    'Save it as a TIFF of 8 or 16 bits in RGB, grey or CMYK, packed with LZW or not at all, or as PNG.';
  throw new ImageError('unsupported_format', `The server sent a TIFF image with ${what}.`, { hint });
}

function unreadable({ tag }: Directory): string | undefined {
  const first = (number: number, otherwise: number) => tag(number).at(0) ?? otherwise;
  const compression = first(TAG.compression, 1);
  const photometric = first(TAG.photometric, 0);
  const bits = few(tag(TAG.bits));
  const formats = few(tag(TAG.sampleFormat));
  if (!READ_COMPRESSIONS.has(compression)) {
    return `pixels packed as ${OTHER_COMPRESSIONS[compression] ?? `number ${compression}`}`;
  }
  if (!READ_PHOTOMETRICS.has(photometric)) {
    return OTHER_PHOTOMETRICS[photometric] ?? `colours of the unknown kind ${photometric}`;
  }
  if (compression === OLD_JPEG && tag(TAG.tileOffsets).count > 0) return 'old-style JPEG in tiles';
  const format = formats.find((one) => one !== 1 && one !== 4);
  if (format !== undefined) return SAMPLE_FORMATS[format] ?? `samples of the unknown kind ${format}`;
  return unreadableBits(photometric, bits) ?? unreadableColours({ photometric, compression, bits, tag });
}

/** Greys and palettes may have fewer bits than a byte. */
function unreadableBits(photometric: number, bits: readonly number[]): string | undefined {
  const [first = 1] = bits;
  if (bits.some((one) => one !== first)) return 'samples of different sizes';
  const isSingle = photometric <= 1 || photometric === PHOTOMETRIC.palette;
  const sizes = isSingle ? [1, 2, 4, 8, 16] : [8, 16];
  return sizes.includes(first) ? undefined : `${first} bits for a sample`;
}

function unreadableColours({
  photometric,
  compression,
  bits: [bits = 1],
  tag,
}: {
  photometric: number;
  compression: number;
  bits: readonly number[];
  tag: Directory['tag'];
}): string | undefined {
  if (photometric === PHOTOMETRIC.lab && bits === 8) return 'Lab colours of 8 bits';
  if (photometric === PHOTOMETRIC.yCbCr && !JPEG_COMPRESSIONS.has(compression)) {
    return 'YCbCr colours that are not packed as JPEG';
  }
  if (JPEG_COMPRESSIONS.has(compression) && bits !== 8) return `JPEG of ${bits} bits`;
  const isCmyk = photometric !== PHOTOMETRIC.cmyk || (tag(TAG.inkSet).at(0) ?? CMYK_INKS) === CMYK_INKS;
  return isCmyk ? undefined : 'inks that are not CMYK';
}

import type { FailureCode } from '@halftone/contracts';
import { ImageError } from '../formats/image-error.ts';
import type { PixelFile } from './open-image.ts';

/**
 * What the lines of libvips and its codecs mean, as the end of a sentence; the first pattern that matches any of them
 * counts. The lines themselves are for operators: they speak of offsets and functions.
 */
const DECODER_ERRORS: readonly (readonly [RegExp, FailureCode, string])[] = [
  [/pixel limit|limit exceeded|too large/i, 'too_many_pixels', 'it is too large'],
  [/^timeout/i, 'too_many_pixels', 'that takes too long'],
  [
    /unsupported compression|not configured|unsupported codec|unsupported feature|not supported|unsupported colou?r|unimplemented|unknown compression/i,
    'unsupported_format',
    'it is of a kind that our decoder does not read',
  ],
  [/crc error|checksum|adler/i, 'corrupt', 'a checksum does not match'],
  [/huffman|entropy|bad code|marker|restart/i, 'corrupt', 'its coded data are damaged'],
  [/inflate|zlib|lzw|decompress|invalid code/i, 'corrupt', 'its packed data are damaged'],
  [/premature|end of (file|data)|truncated|not enough/i, 'corrupt', 'data are missing within it'],
  [/tile|strip|scanline/i, 'corrupt', 'a part of its pixels cannot be read'],
  [/header|directory|dimension|ihdr/i, 'corrupt', 'its header is damaged'],
];

/** The decoder's error as one that says what is wrong with the file. */
export function decoderError(error: unknown, { format, isComplete }: PixelFile): unknown {
  if (!(error instanceof Error) || error instanceof ImageError) return error;
  const name = format.toUpperCase();
  if (!isComplete) {
    return new ImageError('truncated', `The ${name} file ends before its image does.`, { cause: error });
  }
  const [, code = 'corrupt' as const, why = 'its data are damaged'] =
    DECODER_ERRORS.find(([pattern]) => pattern.test(error.message)) ?? [];
  return new ImageError(code, `The ${name} image cannot be decoded: ${why}.`, { cause: error });
}

import type { SourceImage } from './inspect.ts';
import type { ImageFormat } from './sniff.ts';

/**
 * The most bytes that decoding and encoding an image took, for each of its samples (a pixel has three to five), measured
 * on images of 25 to 100 megapixels of each kind that the format has. A small file says nothing of it: an AVIF of one
 * colour has 2 kB. AVIF is held as a whole by both its codecs, a progressive JPEG as coefficients of two bytes.
 */
const BYTES_PER_SAMPLE: Readonly<Record<ImageFormat, number>> = {
  avif: 9,
  webp: 7,
  gif: 7,
  jpeg: 5,
  png: 4,
  tiff: 4,
};

/** Encoders want red, green and blue also of a grey image. */
const FEWEST_CHANNELS = 3;

/** The memory that an image will take, judged by its header. It errs on the side of too much. */
export function decodedBytes({ format, width, height, frames, channels, sampleBytes }: SourceImage): number {
  const samples = width * height * frames * Math.max(channels, FEWEST_CHANNELS);
  // Eight bits are what the factors were measured with; 16 are read into more, and only sRGB of eight comes out.
  return samples * (BYTES_PER_SAMPLE[format] + sampleBytes - 1);
}

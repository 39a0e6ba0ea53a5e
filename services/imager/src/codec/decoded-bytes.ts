import type { ImageFormat } from '../formats/formats.ts';
import { needsOwnPixels } from './pixels/shown-pixels.ts';
import type { Plan } from './plan.ts';
import type { SourceImage } from './source-image.ts';

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
  svg: 8,
};

/** Encoders want red, green and blue also of a grey image. */
const FEWEST_CHANNELS = 3;

/** In search of a size or a look the prepared pixels are held as a file besides, of which the encoder may have a copy. */
const PREPARED_COPIES = 2;

/** Pixels that are converted here are held as they came, as they are shown, and as a file. */
const OWN_COPIES = 2;

/** The memory that an image will take, judged by its header. It errs on the side of too much. */
export function decodedBytes(source: SourceImage, { format, alternatives, maxBytes, look }: Plan): number {
  const { width, height, frames, channels, sampleBytes } = source;
  const samples = width * height * frames * Math.max(channels, FEWEST_CHANNELS);
  const codecs = Math.max(...[source.format, format, ...alternatives].map((one) => BYTES_PER_SAMPLE[one]));
  const prepared = maxBytes === undefined && look === undefined ? 0 : PREPARED_COPIES * sampleBytes;
  const own = needsOwnPixels(source) ? OWN_COPIES + sampleBytes : 0;
  // Eight bits are what the factors were measured with; 16 are read into more, and only sRGB of eight comes out.
  return samples * (codecs + sampleBytes - 1 + prepared + own);
}

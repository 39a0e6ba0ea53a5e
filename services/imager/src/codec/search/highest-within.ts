import type { OutputFormat } from '../../formats/formats.ts';
import { qualityFor, type Tried } from './size-curves.ts';

export type Search = {
  format: OutputFormat;
  pixels: number;
  maxBytes: number;
  /** The lowest quality that will do, and the highest. */
  lowest?: number;
  highest?: number;
};

/**
 * The image of the highest quality that is no larger than asked: of the one above it is known that it is. Sizes grow with
 * the quality, nearly always, and how fast is known well enough to ask for three or four encodings, seldom for more.
 * @returns the smallest that was tried when none is small enough
 */
export async function highestWithin<T extends { bytes: Buffer }>(
  { maxBytes, lowest = 1, highest = 100, ...image }: Search,
  encodeAt: (quality: number) => Promise<T>,
): Promise<T> {
  const tried: Tried[] = [];
  let best: T | undefined;
  let [from, to] = [lowest, highest];
  for (;;) {
    const quality = nextQuality(qualityFor(maxBytes, image, tried), tried.length, [from, to]);
    const encoded = await encodeAt(quality);
    tried.push({ quality, bytes: encoded.bytes.length });
    const fits = encoded.bytes.length <= maxBytes;
    // One that fits is of a higher quality than any before; one that does not is smaller than none that does.
    if (!best || fits || encoded.bytes.length < best.bytes.length) best = encoded;
    if (fits) from = quality + 1;
    else to = quality - 1;
    if (from > to || (fits && encoded.bytes.length > FULL * maxBytes)) return best;
  }
}

/** A step of quality takes one percent more and up, so that where less is left none fits. */
const FULL = 0.99;

/** Attempts that follow the curve; a picture that does not is searched by halving. */
const MOST_GUESSES = 5;

function nextQuality(guess: number, attempts: number, [from, to]: [number, number]): number {
  return attempts < MOST_GUESSES ? Math.min(to, Math.max(from, guess)) : Math.floor((from + to) / 2);
}

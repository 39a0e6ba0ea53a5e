/** How like its source a picture is, from 8-bit samples of both: what codecs are compared at. */
export type Likeness = {
  /** Peak signal-to-noise ratio over all samples, in decibels. */
  psnr: number;
  /** Structural similarity (Wang et al., 2004) of brightness, the mean over blocks of 8 × 8; 1 is the same. */
  ssim: number;
};

type Pixels = { data: Uint8Array; width: number; height: number };

const PEAK = 255;
const BLOCK = 8;
/** The constants of the paper, for samples up to 255. */
const C1 = (0.01 * PEAK) ** 2;
const C2 = (0.03 * PEAK) ** 2;

/** @param source and picture with three samples a pixel, of the same size */
export function likeness(source: Pixels, picture: Pixels): Likeness {
  let squares = 0;
  for (let at = 0; at < source.data.length; at++) {
    squares += ((source.data[at] ?? 0) - (picture.data[at] ?? 0)) ** 2;
  }
  const psnr = 10 * Math.log10(PEAK ** 2 / (squares / source.data.length));
  let similarity = 0;
  let blocks = 0;
  for (let y = 0; y + BLOCK <= source.height; y += BLOCK) {
    for (let x = 0; x + BLOCK <= source.width; x += BLOCK) {
      similarity += similarityOf(source, picture, x, y);
      blocks += 1;
    }
  }
  return { psnr, ssim: similarity / blocks };
}

function similarityOf(source: Pixels, picture: Pixels, left: number, top: number): number {
  const count = BLOCK * BLOCK;
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + BLOCK; y++) {
    for (let x = left; x < left + BLOCK; x++) {
      const at = 3 * (y * source.width + x);
      const one = brightness(source.data, at);
      const other = brightness(picture.data, at);
      a += one;
      b += other;
      aa += one * one;
      bb += other * other;
      ab += one * other;
    }
  }
  const [meanA, meanB] = [a / count, b / count];
  const [varA, varB, both] = [aa / count - meanA ** 2, bb / count - meanB ** 2, ab / count - meanA * meanB];
  return ((2 * meanA * meanB + C1) * (2 * both + C2)) / ((meanA ** 2 + meanB ** 2 + C1) * (varA + varB + C2));
}

/** ITU-R BT.601. */
const brightness = (data: Uint8Array, at: number) =>
  0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);

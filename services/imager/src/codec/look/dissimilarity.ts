import type { Plane } from './planes.ts';

/** Windows of 8 × 8, each beginning 4 after the one before, are sums of these. */
const BLOCK = 4;
const WINDOW_VALUES = (2 * BLOCK) ** 2;

/** The constants of SSIM, against noise where there is nothing to see; for structure a sixth of Wang's, which suits files. */
const FOR_BRIGHTNESS = 6.5;
const FOR_STRUCTURE = 10;

/** Over all windows. */
export type Dissimilarity = { mean: number /** In which the worst ones count most. */; norm4: number };

/**
 * How much structure two planes do not share: 1 − SSIM (Wang, Bovik, Sheikh, Simoncelli 2004) of every window.
 * @param tile the side of squares that lie beside one another and have nothing to do with one another
 */
export function dissimilarity(a: Plane, b: Plane, tile: number, ofColour = false): Dissimilarity {
  const [columns, rows] = [Math.floor(a.width / BLOCK), Math.floor(a.height / BLOCK)];
  const sums = blockSums(a, b, columns, rows);
  const tileBlocks = Math.max(2, Math.floor(tile / BLOCK));
  const total = { windows: 0, first: 0, fourth: 0 };
  for (let y = 0; y < rows - 1; y += 1) {
    if (y % tileBlocks === tileBlocks - 1) continue;
    for (let x = 0; x < columns - 1; x += 1) {
      if (x % tileBlocks === tileBlocks - 1) continue;
      const error = errorOf(sums, y * columns + x, columns, ofColour);
      total.windows += 1;
      total.first += error;
      total.fourth += error * error * error * error;
    }
  }
  if (total.windows === 0) return { mean: 0, norm4: 0 };
  return { mean: total.first / total.windows, norm4: (total.fourth / total.windows) ** 0.25 };
}

type Sums = { a: Float32Array; b: Float32Array; squares: Float32Array; products: Float32Array };

function blockSums(a: Plane, b: Plane, columns: number, rows: number): Sums {
  const list = () => new Float32Array(columns * rows);
  const sums = { a: list(), b: list(), squares: list(), products: list() };
  for (let block = 0; block < columns * rows; block += 1) {
    const corner = Math.floor(block / columns) * BLOCK * a.width + (block % columns) * BLOCK;
    let sumA = 0;
    let sumB = 0;
    let squares = 0;
    let products = 0;
    for (let line = 0; line < BLOCK; line += 1) {
      const start = corner + line * a.width;
      for (let index = start; index < start + BLOCK; index += 1) {
        const p = a.values[index] ?? 0;
        const q = b.values[index] ?? 0;
        sumA += p;
        sumB += q;
        squares += p * p + q * q;
        products += p * q;
      }
    }
    sums.a[block] = sumA;
    sums.b[block] = sumB;
    sums.squares[block] = squares;
    sums.products[block] = products;
  }
  return sums;
}

/** Of the window whose upper left block this is. Of colours only the structure counts: their shift is measured by itself. */
function errorOf(sums: Sums, block: number, columns: number, ofColour: boolean): number {
  const meanA = window(sums.a, block, columns);
  const meanB = window(sums.b, block, columns);
  const bothMeans = meanA * meanA + meanB * meanB;
  const variances = window(sums.squares, block, columns) - bothMeans;
  const covariance = window(sums.products, block, columns) - meanA * meanB;
  const structure = (2 * covariance + FOR_STRUCTURE) / (variances + FOR_STRUCTURE);
  const brightness = ofColour ? 1 : (2 * meanA * meanB + FOR_BRIGHTNESS) / (bothMeans + FOR_BRIGHTNESS);
  return Math.max(0, 1 - brightness * structure);
}

function window(sums: Float32Array, block: number, columns: number): number {
  const below = block + columns;
  const upper = (sums[block] ?? 0) + (sums[block + 1] ?? 0);
  return (upper + (sums[below] ?? 0) + (sums[below + 1] ?? 0)) / WINDOW_VALUES;
}

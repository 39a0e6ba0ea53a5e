import { describe, expect, it } from 'vitest';
import { optimalTable } from './optimal-codes.ts';

function frequenciesOf(entries: readonly (readonly [symbol: number, frequency: number])[]): Int32Array {
  const frequencies = new Int32Array(256);
  for (const [symbol, frequency] of entries) frequencies[symbol] = frequency;
  return frequencies;
}

/** How much of all codes are given away: less than all of them, since that of all ones is not. */
const shareOf = (counts: Uint8Array) =>
  counts.reduce((sum, count, index) => sum + count / 2 ** (index + 1), 0);

describe('a table of codes', () => {
  it('gives the frequent symbols the short ones', () => {
    const { counts, symbols } = optimalTable(
      frequenciesOf([
        [3, 10],
        [7, 100],
        [200, 50],
        [9, 1],
      ]),
    );
    expect([...symbols]).toEqual([7, 200, 3, 9]);
    expect([...counts.subarray(0, 4)]).toEqual([1, 1, 1, 1]);
  });

  it('has a single symbol in one bit', () => {
    const { counts, symbols } = optimalTable(frequenciesOf([[42, 1000]]));
    expect([...symbols]).toEqual([42]);
    expect(counts[0]).toBe(1);
  });

  it('takes any symbols, all of them too', () => {
    const { counts, symbols } = optimalTable(new Int32Array(256).fill(5));
    expect([...symbols].sort((a, b) => a - b)).toEqual(Array.from({ length: 256 }, (_, symbol) => symbol));
    expect(shareOf(counts)).toBeLessThan(1);
  });

  it('has no code of more than 16 bits, however rare a symbol is', () => {
    const fibonacci = [1, 1];
    while (fibonacci.length < 40) fibonacci.push((fibonacci.at(-1) ?? 0) + (fibonacci.at(-2) ?? 0));
    const { counts, symbols } = optimalTable(
      frequenciesOf(fibonacci.map((frequency, symbol) => [symbol, frequency])),
    );
    expect(symbols).toHaveLength(40);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(shareOf(counts)).toBeLessThan(1);
  });
});

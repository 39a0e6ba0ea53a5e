import type { QuantizationTable } from '../reading/quantization-table.ts';

/** The place of each coefficient in rows of eight, in zigzag order (ITU-T T.81, figure 5): diagonal by diagonal, up and down. */
const PLACES = Array.from({ length: 64 }, (_, place) => place).sort((one, other) => {
  const [a, b] = [diagonalOf(one), diagonalOf(other)];
  return a.number - b.number || a.along - b.along;
});

function diagonalOf(place: number): { number: number; along: number } {
  const [row, column] = [place >> 3, place & 7];
  const number = row + column;
  return { number, along: number % 2 === 0 ? column : row };
}

/** The table of a picture whose rows and columns have changed places. */
export function transposed(table: QuantizationTable): QuantizationTable {
  return table.map((_, index) => {
    const place = PLACES[index] ?? 0;
    return table[PLACES.indexOf(((place & 7) << 3) | (place >> 3))] ?? 1;
  });
}

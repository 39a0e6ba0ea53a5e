const SIZE = 8;

/** The transform of eight samples (ITU-T T.81, A.3.3), by the index of the coefficient and of the sample. */
function transform(index: number, sample: number): number {
  const scale = index === 0 ? Math.SQRT1_2 : 1;
  return (scale / 2) * Math.cos(((2 * sample + 1) * index * Math.PI) / (2 * SIZE));
}

/**
 * What each of the eight coefficients of a first block, in the columns, adds to each of the eight, in the rows, of the block whose
 * first half has the means of each two of its samples.
 */
export const HALVING_WEIGHTS = Float32Array.from({ length: SIZE * SIZE }, (_, place) => {
  const [row, column] = [Math.floor(place / SIZE), place % SIZE];
  let weight = 0;
  for (let sample = 0; sample < SIZE / 2; sample++) {
    const mean = (transform(column, 2 * sample) + transform(column, 2 * sample + 1)) / 2;
    weight += transform(row, sample) * mean;
  }
  return weight;
});

/** A header cell without what people write differently: `sno` stands for `S. No.` as well as `S.No`. */
export const bare = (cell: string) => cell.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** The position of the column that has the first of these bare names that is there, or null. */
export function positionOf(bareHeader: string[], names: readonly string[]): number | null {
  const known = names.find((name) => bareHeader.includes(name));
  return known === undefined ? null : bareHeader.indexOf(known);
}

/** How quantities are written in findings. */

const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 2, useGrouping: false });

/** In decimal units, as shops and channels write them. */
export function writtenBytes(bytes: number): string {
  if (bytes >= 1_000_000) return `${NUMBER.format(bytes / 1_000_000)} MB`;
  return bytes >= 1000 ? `${NUMBER.format(bytes / 1000)} KB` : `${bytes} bytes`;
}

export const writtenSize = (width: number, height: number) => `${width} × ${height} pixels`;

export const writtenNumber = (value: number) => NUMBER.format(value);

/** A, B or C. */
export function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${last}` : last;
}

export const imagesOf = (count: number) => (count === 1 ? '1 image' : `${count} images`);

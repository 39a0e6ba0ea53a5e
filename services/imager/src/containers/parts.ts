import { ImageError } from '../formats/image-error.ts';

/** A part of a file, from its first byte to the one after its last. */
export type Part = { start: number; end: number };

/** More than any image has: its largest are divided into some thousands. A file of 32 MB can have millions. */
export const MAX_BLOCKS = 100_000;

/** @throws ImageError when a file is divided into more blocks than any image */
export function* bounded<T>(blocks: Iterable<T>): Generator<T> {
  let count = 0;
  for (const block of blocks) {
    count += 1;
    checkBlocks(count);
    yield block;
  }
}

/** @throws ImageError when a file is divided into more blocks than any image */
export function checkBlocks(count: number): void {
  if (count <= MAX_BLOCKS) return;
  throw new ImageError(
    'corrupt',
    `The file is divided into more than ${MAX_BLOCKS} blocks; no image needs so many.`,
  );
}

/** Parts of a file in their order; those that touch are kept as one. */
export type KeptParts = {
  keep(part: Part): void;
  size(): number;
  toBuffer(): Buffer;
};

export function createKeptParts(file: Buffer): KeptParts {
  const parts: Part[] = [];
  return {
    keep({ start, end }) {
      const last = parts.at(-1);
      if (last?.end === start) last.end = end;
      else parts.push({ start, end });
    },
    size: () => parts.reduce((sum, { start, end }) => sum + end - start, 0),
    toBuffer: () => Buffer.concat(parts.map(({ start, end }) => file.subarray(start, end))),
  };
}

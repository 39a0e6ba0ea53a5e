import { ImageError } from '../../formats/image-error.ts';
import type { Segment } from './jpeg-segments.ts';

/** Of the kinds of JPEG that our decoder reads; browsers show those with Huffman codes alone. */
export type Coding = 'huffman' | 'arithmetic';

/** By the marker of the frame (ITU-T T.81, table B.1; T.87 for JPEG-LS): how it is read, or what it is called. */
export const FRAMES: Readonly<Record<number, { coding: Coding } | { name: string }>> = {
  192: { coding: 'huffman' },
  193: { coding: 'huffman' },
  194: { coding: 'huffman' },
  195: { name: 'a lossless JPEG' },
  197: { name: 'a hierarchical JPEG' },
  198: { name: 'a hierarchical JPEG' },
  199: { name: 'a hierarchical lossless JPEG' },
  201: { coding: 'arithmetic' },
  202: { coding: 'arithmetic' },
  203: { name: 'a lossless JPEG with arithmetic coding' },
  205: { name: 'a hierarchical JPEG with arithmetic coding' },
  206: { name: 'a hierarchical JPEG with arithmetic coding' },
  207: { name: 'a hierarchical lossless JPEG with arithmetic coding' },
  247: { name: 'a JPEG-LS image' },
};

const HINT = 'Save it as an ordinary JPEG (baseline or progressive, 8 bits for a sample) or as PNG.';

/**
 * How a JPEG is coded, by the header of its frame.
 * @returns undefined for any other segment
 * @throws ImageError for one that our decoder does not read, by its name
 */
export function codingOf(bytes: Buffer, { marker, start }: Segment): Coding | undefined {
  const frame = FRAMES[marker];
  if (!frame) return undefined;
  if ('name' in frame)
    throw new ImageError('unsupported_format', `The server sent ${frame.name}.`, { hint: HINT });
  const precision = bytes[start + 4] ?? 8;
  if (precision === 8) return frame.coding;
  throw new ImageError('unsupported_format', `The server sent a JPEG of ${precision} bits for a sample.`, {
    hint: HINT,
  });
}

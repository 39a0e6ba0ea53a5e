import type { Part } from '../parts.ts';
import { bounded } from '../parts.ts';

/** A box of ISO/IEC 14496-12: `start` is where its content begins, `head` where the box does. */
export type Box = Part & { type: string; head: number };

/** What a whole file is to the boxes at its top. */
export const wholeFile = (bytes: Buffer): Box => ({ type: '', head: 0, start: 0, end: bytes.length });

/** The boxes within another, which are there as a whole; the header is what stands before them. */
export function* boxes(bytes: Buffer, { start, end }: Part, header = 0): Generator<Box> {
  let at = start + header;
  while (at + 8 <= end) {
    const first = bytes.readUInt32BE(at);
    // 1 says that the size stands behind the type, 0 that the box reaches to the end.
    const content = first === 1 ? at + 16 : at + 8;
    const size = first === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : first || end - at;
    if (at + size > end || at + size < content) return;
    yield { type: bytes.toString('latin1', at + 4, at + 8), head: at, start: content, end: at + size };
    at += size;
  }
}

/** Bytes of version and flags with which a full box begins. */
export const FULL_BOX = 4;

/** The first box of a type within another. */
export function inside(bytes: Buffer, outer: Part | undefined, type: string, header = 0): Box | undefined {
  return outer && [...bounded(boxes(bytes, outer, header))].find((box) => box.type === type);
}

/** Goes down from box to box, each the first of its type; none of them is a full box. */
export function path(bytes: Buffer, outer: Part | undefined, types: readonly string[]): Box | undefined {
  return types.reduce<Part | undefined>((box, type) => inside(bytes, box, type), outer) as Box | undefined;
}

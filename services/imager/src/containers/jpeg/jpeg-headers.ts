/** The headers that say of what a JPEG's scans consist (ITU-T T.81, B.2). */

export type Component = { id: number; across: number; down: number };

/** B.2.2: the image as a whole. */
export type Frame = { isProgressive: boolean; width: number; height: number; components: Component[] };

/** B.2.3: which coefficients of which components a scan holds, and how much of them. */
export type Scan = {
  parts: { id: number; dcTable: number; acTable: number }[];
  first: number;
  last: number;
  /** The lowest bit that this scan sends. */
  bit: number;
};

/** The frames with Huffman codes; others (lossless, hierarchical, arithmetic) are not looked into. */
const HUFFMAN_FRAMES: Readonly<Record<number, { isProgressive: boolean }>> = {
  192: { isProgressive: false },
  193: { isProgressive: false },
  194: { isProgressive: true },
};

/** @returns undefined for a marker that begins no frame of a known kind, or a header with impossible numbers */
export function readFrame(marker: number, content: Buffer): Frame | undefined {
  const kind = HUFFMAN_FRAMES[marker];
  if (!kind || content.length < 6 || content.length < 6 + 3 * content.readUInt8(5)) return undefined;
  const components = Array.from({ length: content.readUInt8(5) }, (_, index): Component => {
    const at = 6 + 3 * index;
    const sampling = content.readUInt8(at + 1);
    return { id: content.readUInt8(at), across: sampling >> 4, down: sampling & 15 };
  });
  const isPossible = components.every(
    ({ across, down }) => across >= 1 && across <= 4 && down >= 1 && down <= 4,
  );
  if (!isPossible) return undefined;
  return { ...kind, height: content.readUInt16BE(1), width: content.readUInt16BE(3), components };
}

/** @returns undefined for a header that is shorter than it says */
export function readScan(content: Buffer): Scan | undefined {
  const count = content[0] ?? 0;
  if (content.length < 4 + 2 * count) return undefined;
  const parts = Array.from({ length: count }, (_, index) => {
    const tables = content.readUInt8(2 + 2 * index);
    return { id: content.readUInt8(1 + 2 * index), dcTable: tables >> 4, acTable: tables & 15 };
  });
  const rest = content.subarray(1 + 2 * count);
  return { parts, first: rest.readUInt8(0), last: rest.readUInt8(1), bit: rest.readUInt8(2) & 15 };
}

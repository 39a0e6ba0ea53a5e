import type { Container } from './containers.ts';

const SIGNATURE_BYTES = 8;
const OVERHEAD = 12;

/** Chunks beside the critical ones that change what a browser shows. */
const SHOWN = new Set([
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'cICP',
  'mDCV',
  'cLLI',
  'sBIT',
  'pHYs',
  'acTL',
  'fcTL',
  'fdAT',
]);

export const png: Container = {
  isComplete: (bytes) => chunks(bytes).some(({ type }) => type === 'IEND'),

  withoutMetadata(bytes) {
    const shown = chunks(bytes).filter(({ type }) => isCritical(type) || SHOWN.has(type));
    const parts = shown.map(({ start, end }) => bytes.subarray(start, end));
    return Buffer.concat([bytes.subarray(0, SIGNATURE_BYTES), ...parts]);
  },

  // libpng knows only the first image of an animated PNG.
  isUnwritableAnimation: (bytes) => chunks(bytes).some(({ type }) => type === 'acTL'),
};

/** The chunks that are there as a whole, up to the end chunk. */
function chunks(bytes: Buffer): { type: string; start: number; end: number }[] {
  const found = [];
  let start = SIGNATURE_BYTES;
  while (start + OVERHEAD <= bytes.length) {
    const end = start + OVERHEAD + bytes.readUInt32BE(start);
    if (end > bytes.length) break;
    const type = bytes.toString('latin1', start + 4, start + 8);
    found.push({ type, start, end });
    if (type === 'IEND') break;
    start = end;
  }
  return found;
}

/** PNG's own rule: an upper-case first letter says that a decoder must understand the chunk. */
function isCritical(type: string): boolean {
  return /^[A-Z]/.test(type);
}

import type { Container } from './container.ts';
import { bounded, createKeptParts } from './parts.ts';

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

export const png: Container = (bytes) => {
  const kept = createKeptParts(bytes);
  kept.keep({ start: 0, end: SIGNATURE_BYTES });
  const found = { end: false, animation: false };
  for (const { type, ...chunk } of bounded(chunks(bytes))) {
    found.end ||= type === 'IEND';
    found.animation ||= type === 'acTL';
    if (isCritical(type) || SHOWN.has(type)) kept.keep(chunk);
  }
  return {
    isComplete: found.end,
    // libpng knows only the first image of an animated PNG.
    isUnwritableAnimation: found.animation,
    withoutMetadata: { size: kept.size(), toBuffer: kept.toBuffer },
  };
};

/** The chunks that are there as a whole, up to the end chunk. */
function* chunks(bytes: Buffer): Generator<{ type: string; start: number; end: number }> {
  let start = SIGNATURE_BYTES;
  while (start + OVERHEAD <= bytes.length) {
    const end = start + OVERHEAD + bytes.readUInt32BE(start);
    if (end > bytes.length) return;
    const type = bytes.toString('latin1', start + 4, start + 8);
    yield { type, start, end };
    if (type === 'IEND') return;
    start = end;
  }
}

/** PNG's own rule: an upper-case first letter says that a decoder must understand the chunk. */
function isCritical(type: string): boolean {
  return /^[A-Z]/.test(type);
}

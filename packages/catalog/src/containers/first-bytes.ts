import type { Buffer } from 'node:buffer';

/** What a catalogue may be packed in. A compound file is an old workbook, or an encrypted new one. */
export type Wrapping = 'zip' | 'gzip' | 'compound';

const SIGNATURES: ReadonlyArray<{ bytes: string; wrapping: Wrapping }> = [
  { bytes: 'PK\x03\x04', wrapping: 'zip' },
  { bytes: '\x1f\x8b', wrapping: 'gzip' },
  { bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', wrapping: 'compound' },
];

/** What a file is packed in by its first bytes, whatever it is called; null for everything else. */
export function wrappingOf(head: Buffer): Wrapping | null {
  const start = head.toString('latin1', 0, 8);
  return SIGNATURES.find(({ bytes }) => start.startsWith(bytes))?.wrapping ?? null;
}

import type { Part } from './parts.ts';

const NAME = 'Exif\0\0';
const ORIENTATION = 0x0112;
const SHORT = 3;
const UPRIGHT = 1;
const ENTRY_BYTES = 12;

/**
 * A file whose block of EXIF (CIPA DC-008, 4.6.2) does not have the image turned.
 * @returns undefined where it does not say so in the first place
 */
export function upright(file: Buffer, exif: Part): Buffer | undefined {
  const hasName = file.toString('latin1', exif.start, exif.start + NAME.length) === NAME;
  const start = hasName ? exif.start + NAME.length : exif.start;
  const block = file.subarray(start, exif.end);
  const entry = orientationIn(block);
  if (!entry || entry.value === UPRIGHT) return undefined;
  const copy = Buffer.from(file);
  if (entry.isLittleEndian) copy.writeUInt16LE(UPRIGHT, start + entry.at);
  else copy.writeUInt16BE(UPRIGHT, start + entry.at);
  return copy;
}

function orientationIn(block: Buffer): { value: number; at: number; isLittleEndian: boolean } | undefined {
  const isLittleEndian = block.toString('latin1', 0, 2) === 'II';
  const word = (at: number) => (isLittleEndian ? block.readUInt16LE(at) : block.readUInt16BE(at));
  try {
    const directory = isLittleEndian ? block.readUInt32LE(4) : block.readUInt32BE(4);
    for (let left = word(directory), at = directory + 2; left > 0; left -= 1, at += ENTRY_BYTES) {
      if (word(at) !== ORIENTATION || word(at + 2) !== SHORT) continue;
      return { value: word(at + 8), at: at + 8, isLittleEndian };
    }
  } catch (error) {
    // The block ends before it should.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

import type { Box } from './boxes.ts';
import type { Items } from './items.ts';

/** Where the numbers of the image come from, as an nclx box or the sequence header of AV1 has them. */
export type CodedColour = { primaries: number; transfer: number; matrix: number };

const SEQUENCE_HEADER = 1;

/**
 * The colours that AV1's own header names, which count where the container says nothing of them: in the configuration of
 * the codec, or at the beginning of its data.
 * @returns undefined when no header is found, or only a part of it
 */
export function sequenceColour(
  bytes: Buffer,
  items: Items,
  properties: readonly Box[],
): CodedColour | undefined {
  const configuration = properties.find(({ type }) => type === 'av1C');
  const configured = configuration && bytes.subarray(configuration.start + 4, configuration.end);
  const [extent] = (items.primary !== undefined && items.extents(items.primary)) || [];
  const first = extent && bytes.subarray(extent.start, extent.end);
  for (const units of [configured, first]) {
    const header = units && sequenceHeader(units);
    if (header) return colourIn(header);
  }
  return undefined;
}

/** The first sequence header among open bitstream units (AV1 specification, 5.3), of which there are few before it. */
function sequenceHeader(units: Buffer): Buffer | undefined {
  let at = 0;
  for (let count = 0; count < 4 && at + 2 <= units.length; count += 1) {
    const head = units.readUInt8(at);
    const [type, hasExtension, hasSize] = [(head >> 3) & 15, (head & 4) > 0, (head & 2) > 0];
    at += hasExtension ? 2 : 1;
    const size = hasSize ? readLeb128(units, at) : { value: units.length - at, bytes: 0 };
    at += size.bytes;
    if (type === SEQUENCE_HEADER) return units.subarray(at, at + size.value);
    at += size.value;
  }
  return undefined;
}

function readLeb128(bytes: Buffer, start: number): { value: number; bytes: number } {
  let value = 0;
  for (let count = 0; count < 8; count += 1) {
    const byte = bytes[start + count] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * count);
    if ((byte & 0x80) === 0) return { value, bytes: count + 1 };
  }
  return { value, bytes: 8 };
}

/** 5.5: of still pictures alone, whose headers are short or have no timing. */
function colourIn(header: Buffer): CodedColour | undefined {
  const bits = bitReader(header);
  const profile = bits(3);
  bits(1);
  const isReduced = bits(1) === 1;
  if (isReduced) bits(5);
  else if (!passOperatingPoints(bits)) return undefined;
  const [widthBits, heightBits] = [bits(4) + 1, bits(4) + 1];
  bits(widthBits);
  bits(heightBits);
  if (!isReduced && bits(1) === 1) bits(7);
  bits(3);
  if (!isReduced) passTools(bits);
  bits(3);
  const isDeep = bits(1) === 1;
  if (profile === 2 && isDeep) bits(1);
  if (profile !== 1) bits(1);
  if (bits(1) === 0) return undefined;
  return { primaries: bits(8), transfer: bits(8), matrix: bits(8) };
}

type Bits = (count: number) => number;

/** @returns false where there is timing, which pictures have no use for */
function passOperatingPoints(bits: Bits): boolean {
  if (bits(1) === 1) return false;
  const hasDelays = bits(1) === 1;
  for (let left = bits(5) + 1; left > 0; left -= 1) {
    bits(12);
    if (bits(5) > 7) bits(1);
    if (hasDelays && bits(1) === 1) bits(4);
  }
  return true;
}

function passTools(bits: Bits): void {
  bits(4);
  const hasOrderHint = bits(1) === 1;
  if (hasOrderHint) bits(2);
  const screenContent = bits(1) === 1 ? 2 : bits(1);
  if (screenContent > 0 && bits(1) === 0) bits(1);
  if (hasOrderHint) bits(3);
}

function bitReader(bytes: Buffer): Bits {
  let at = 0;
  return (count) => {
    let value = 0;
    for (let left = count; left > 0; left -= 1, at += 1) {
      value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    }
    return value;
  };
}

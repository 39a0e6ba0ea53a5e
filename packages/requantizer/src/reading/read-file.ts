import { decline } from './declined.ts';
import { type Frame, readFrame, readScan, type ScanHeader } from './headers.ts';
import { type HuffmanTables, withTables } from './huffman-table.ts';
import { MARKER } from './markers.ts';
import { type QuantizationTable, readQuantization } from './quantization-table.ts';
import { readSegment } from './segments.ts';

/** What the segments of a JPEG have said so far. */
export type Headers = {
  frame: Frame | undefined;
  huffman: HuffmanTables;
  quantization: readonly (QuantizationTable | undefined)[];
  /** How many units are between two restart markers; 0 when there are none. */
  restartInterval: number;
  /** Whether a JFIF header says that the colours are YCbCr. */
  isJfif: boolean;
  /** The transform of colours that an Adobe header names. */
  adobeTransform: number | undefined;
};

/** A scan with what holds for it, and where in the file its data begin. */
export type Scan = Omit<Headers, 'frame'> & ScanHeader & { frame: Frame; data: number };

const NOTHING: Headers = {
  frame: undefined,
  huffman: { dc: [], ac: [] },
  quantization: [],
  restartInterval: 0,
  isJfif: false,
  adobeTransform: undefined,
};

/** Positions are counted in bits, and calculated with as 32-bit integers. */
const MOST_BYTES = 2 ** 27;

/** Profiles and previews come in pieces of 64 kB. */
const MOST_SEGMENTS = 1000;

type Read = (headers: Headers, content: Uint8Array) => Partial<Headers>;

/** What a segment says, put to what those before it have said. Those of other kinds are declined. */
const SEGMENTS: Readonly<Record<number, Read>> = {
  [MARKER.SOF0]: readOnlyFrame(false),
  [MARKER.SOF1]: readOnlyFrame(false),
  [MARKER.SOF2]: readOnlyFrame(true),
  [MARKER.DHT]: ({ huffman }, content) => ({ huffman: withTables(huffman, content) }),
  [MARKER.DQT]: ({ quantization }, content) => ({ quantization: readQuantization(quantization, content) }),
  [MARKER.DRI]: (_, content) => {
    if (content.length !== 2) decline('a restart interval of another length');
    return { restartInterval: ((content[0] ?? 0) << 8) | (content[1] ?? 0) };
  },
  [MARKER.APP0]: (_, content) => (startsWith(content, 'JFIF\0') ? readJfif(content) : {}),
  [MARKER.APP14]: (_, content) => (startsWith(content, 'Adobe') ? readAdobe(content) : {}),
};

/** Between two scans there is nothing else. Quantization tables would change what has been read already. */
const BETWEEN_SCANS: readonly number[] = [MARKER.DHT, MARKER.DRI];

/**
 * Reads the segments of a JPEG (ITU-T T.81, B.2) up to the data of its first scan.
 * @throws Declined at anything that is not as it should be
 */
export function readFirstScan(file: Uint8Array): Scan {
  if (file.length > MOST_BYTES) decline('a file of more than 128 MB');
  if (file[0] !== 0xff || file[1] !== MARKER.SOI) decline('no start of an image');
  return readUpToScan(file, 2, NOTHING) ?? decline('an end before any scan');
}

/**
 * Reads on behind the data of a scan, from the marker there.
 * @returns undefined at the end of the image
 * @throws Declined at anything that is not as it should be, like bytes behind that end: another picture, or what a camera adds
 */
export function readNextScan(file: Uint8Array, at: number, before: Scan): Scan | undefined {
  return readUpToScan(file, at, before, BETWEEN_SCANS);
}

function readUpToScan(
  file: Uint8Array,
  start: number,
  before: Headers,
  allowed?: readonly number[],
): Scan | undefined {
  let headers = before;
  let at = start;
  for (let count = 0; count < MOST_SEGMENTS; count++) {
    const { marker, content, end } = readSegment(file, at);
    at = end;
    if (marker === MARKER.EOI) {
      return end === file.length ? undefined : decline('bytes behind the end of the image');
    }
    if (marker === MARKER.SOS) {
      const { frame = decline('a scan before the frame') } = headers;
      return { ...headers, ...readScan(content, frame), frame, data: end };
    }
    if (isPassedOver(marker)) continue;
    const read = SEGMENTS[marker];
    if (!read || (allowed && !allowed.includes(marker))) {
      return decline(`a segment of kind 0x${marker.toString(16)}${allowed ? ' between scans' : ''}`);
    }
    headers = { ...headers, ...read(headers, content) };
  }
  return decline('too many segments');
}

/** The major version and the length are those that decoders expect (JFIF 1.02). */
function readJfif(content: Uint8Array): Partial<Headers> {
  return content.length >= 14 && content[5] === 1
    ? { isJfif: true }
    : decline('a JFIF header of another form');
}

function readAdobe(content: Uint8Array): Partial<Headers> {
  return { adobeTransform: content[11] ?? decline('an Adobe header of another form') };
}

function readOnlyFrame(isProgressive: boolean): Read {
  return ({ frame }, content) =>
    frame ? decline('a second frame') : { frame: readFrame(content, isProgressive) };
}

/** What is meant for applications (B.2.4.6), but for the two that say how the colours are coded, and comments. */
function isPassedOver(marker: number): boolean {
  if (marker === MARKER.APP0 || marker === MARKER.APP14) return false;
  return (marker >= MARKER.APP0 && marker <= MARKER.APP15) || marker === MARKER.COM;
}

function startsWith(content: Uint8Array, name: string): boolean {
  return Array.from(name).every((letter, index) => content[index] === letter.charCodeAt(0));
}

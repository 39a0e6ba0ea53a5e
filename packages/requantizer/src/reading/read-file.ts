import { decline } from './declined.ts';
import { type Frame, readFrame, readScan, type TableNumbers } from './headers.ts';
import { type HuffmanTables, withTables } from './huffman-table.ts';
import { MARKER } from './markers.ts';
import { type QuantizationTable, readQuantization } from './quantization-table.ts';
import { readSegment } from './segments.ts';

/** A JPEG of one scan taken apart, with nothing decoded yet. */
export type JpegFile = {
  frame: Frame;
  /** For each component the numbers of its tables. */
  scan: TableNumbers[];
  huffman: HuffmanTables;
  quantization: readonly (QuantizationTable | undefined)[];
  /** How many units are between two restart markers; 0 when there are none. */
  restartInterval: number;
  /** Where the data of the scan begin. */
  data: number;
  /** Whether a JFIF header says that the colours are YCbCr. */
  isJfif: boolean;
  /** The transform of colours that an Adobe header names. */
  adobeTransform: number | undefined;
};

type Headers = Omit<JpegFile, 'frame' | 'scan' | 'data'> & { frame?: Frame };

/** Positions in it are counted in bits, and calculated with as 32-bit integers. */
const MOST_BYTES = 2 ** 27;

/** Profiles and previews come in pieces of 64 kB. */
const MOST_SEGMENTS = 1000;

/** What a segment says, put to what those before it have said. Those of other kinds are declined. */
const SEGMENTS: Readonly<Record<number, (headers: Headers, content: Uint8Array) => Partial<Headers>>> = {
  [MARKER.SOF0]: readOnlyFrame,
  [MARKER.SOF1]: readOnlyFrame,
  [MARKER.DHT]: ({ huffman }, content) => ({ huffman: withTables(huffman, content) }),
  [MARKER.DQT]: ({ quantization }, content) => ({ quantization: readQuantization(quantization, content) }),
  [MARKER.DRI]: (_, content) => {
    if (content.length !== 2) decline('a restart interval of another length');
    return { restartInterval: ((content[0] ?? 0) << 8) | (content[1] ?? 0) };
  },
  [MARKER.APP0]: ({ isJfif }, content) => ({ isJfif: isJfif || startsWith(content, 'JFIF\0') }),
  [MARKER.APP14]: ({ adobeTransform }, content) =>
    startsWith(content, 'Adobe') ? { adobeTransform: content[11] ?? adobeTransform } : {},
};

/**
 * Takes a sequential JPEG apart (ITU-T T.81, B.2), up to the data of its scan.
 * @throws Declined at anything that is not as it should be
 */
export function readFile(file: Uint8Array): JpegFile {
  if (file.length > MOST_BYTES) decline('a file of more than 128 MB');
  if (file[0] !== 0xff || file[1] !== MARKER.SOI) decline('no start of an image');
  const headers: Headers = {
    huffman: { dc: [], ac: [] },
    quantization: [],
    restartInterval: 0,
    isJfif: false,
    adobeTransform: undefined,
  };
  let at = 2;
  for (let count = 0; count < MOST_SEGMENTS; count++) {
    const { marker, content, end } = readSegment(file, at);
    at = end;
    if (marker === MARKER.SOS) return withScan(headers, content, end);
    if (isPassedOver(marker)) continue;
    const read = SEGMENTS[marker] ?? decline(`a segment of kind 0x${marker.toString(16)}`);
    Object.assign(headers, read(headers, content));
  }
  return decline('too many segments');
}

function readOnlyFrame({ frame }: Headers, content: Uint8Array): Partial<Headers> {
  return frame ? decline('a second frame') : { frame: readFrame(content) };
}

function withScan(headers: Headers, content: Uint8Array, data: number): JpegFile {
  const { frame = decline('a scan before the frame') } = headers;
  return { ...headers, frame, scan: readScan(content, frame), data };
}

/** What is meant for applications (B.2.4.6), but for the two that say how the colours are coded, and comments. */
function isPassedOver(marker: number): boolean {
  if (marker === MARKER.APP0 || marker === MARKER.APP14) return false;
  return (marker >= MARKER.APP0 && marker <= MARKER.APP15) || marker === MARKER.COM;
}

function startsWith(content: Uint8Array, name: string): boolean {
  return Array.from(name).every((letter, index) => content[index] === letter.charCodeAt(0));
}

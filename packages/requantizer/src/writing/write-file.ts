import type { Frame } from '../reading/headers.ts';
import type { HuffmanTable } from '../reading/huffman-table.ts';
import { MARKER } from '../reading/markers.ts';
import type { QuantizationTable } from '../reading/quantization-table.ts';
import { optimalTable } from './optimal-codes.ts';
import { SYMBOLS, type Tokens } from './tokens.ts';
import { bitsOf, codesOf, writeTokens } from './write-scan.ts';

type Output = { frame: Frame; quantization: QuantizationTable[]; tokens: Tokens };

/** Writes a baseline JPEG of one scan with Huffman tables made for it: JFIF, as libjpeg does. */
export function writeFile({ frame, quantization, tokens }: Output): Buffer {
  const tables = Array.from({ length: 2 * quantization.length }, (_, number) =>
    optimalTable(tokens.frequencies.subarray(number * SYMBOLS, (number + 1) * SYMBOLS)),
  );
  const codes = codesOf(tables);
  const headers = Buffer.concat([
    Buffer.of(0xff, MARKER.SOI),
    segment(MARKER.APP0, [...Buffer.from('JFIF\0'), 1, 1, 1, 0, 72, 0, 72, 0, 0]),
    ...quantization.map((table, number) => segment(MARKER.DQT, [number, ...table])),
    segment(MARKER.SOF0, frameHeader(frame)),
    ...tables.map((table, number) => segment(MARKER.DHT, huffmanTable(table, number))),
    segment(MARKER.SOS, scanHeader(frame)),
  ]);
  // Twice as much when every byte is 0xff.
  const out = Buffer.allocUnsafeSlow(headers.length + 2 * Math.ceil(bitsOf(tokens, codes) / 8) + 2);
  headers.copy(out);
  const view = new DataView(out.buffer);
  const end = writeTokens(tokens, codes, view, headers.length);
  view.setUint16(end, 0xff00 | MARKER.EOI);
  return out.subarray(0, end + 2);
}

function frameHeader({ width, height, components }: Frame): number[] {
  const parts = components.flatMap(({ across, down }, index) => [
    index + 1,
    (across << 4) | down,
    Math.min(index, 1),
  ]);
  return [8, height >> 8, height & 0xff, width >> 8, width & 0xff, components.length, ...parts];
}

/** Tables with even numbers are for DC coefficients, the others for AC. */
function huffmanTable({ counts, symbols }: HuffmanTable, number: number): number[] {
  return [((number & 1) << 4) | (number >> 1), ...counts, ...symbols];
}

function scanHeader({ components }: Frame): number[] {
  const parts = components.flatMap((_, index) => [index + 1, index === 0 ? 0x00 : 0x11]);
  return [components.length, ...parts, 0, 63, 0];
}

function segment(marker: number, content: number[]): Buffer {
  const length = content.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 0xff, ...content]);
}

import { bounded } from '../parts.ts';
import { type Frame, readFrame, readScan, type Scan } from './jpeg-headers.ts';
import { readTables } from './jpeg-huffman.ts';
import { isSent } from './jpeg-progression.ts';
import { type Segment, START_OF_SCAN, segments } from './jpeg-segments.ts';
import { endsWithin, type ScanSettings } from './jpeg-sequence.ts';

const HUFFMAN_TABLES = 0xc4;
const RESTART_INTERVAL = 0xdd;

/**
 * Whether a JPEG without an end marker has lost more than that. A decoder fills up what is missing, and does not always
 * say so. Of a progressive one only the headers are read: the decoder has read all its scans, and complained of the last,
 * before it gives the first row.
 */
export function lacksPixels(bytes: Buffer): boolean {
  const tables: Map<number, Uint16Array> = new Map();
  const settings = { tables, restartInterval: 0 } satisfies ScanSettings;
  const scans: Scan[] = [];
  let frame: Frame | undefined;
  for (const segment of bounded(segments(bytes))) {
    if (segment.end > bytes.length) break;
    const content = contentOf(bytes, segment);
    frame ??= readFrame(segment.marker, content);
    if (segment.marker === HUFFMAN_TABLES) {
      for (const [key, table] of readTables(content) ?? []) tables.set(key, table);
    } else if (segment.marker === RESTART_INTERVAL) {
      settings.restartInterval = content.length < 2 ? 0 : content.readUInt16BE(0);
    } else if (segment.marker === START_OF_SCAN) {
      const scan = readScan(content);
      if (!scan || !frame) return false;
      if (!frame.isProgressive && endsWithin(bytes, segment.end, { frame, scan, settings })) return true;
      scans.push(scan);
    }
  }
  return frame !== undefined && !isSent(frame, scans);
}

function contentOf(bytes: Buffer, { start, end }: Segment): Buffer {
  return bytes.subarray(Math.min(start + 4, end), end);
}

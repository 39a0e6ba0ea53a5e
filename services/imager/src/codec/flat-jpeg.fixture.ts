type Kind = { interval?: number; isInterleaved?: boolean };

const WIDE = 100;
const HIGH = 40;
/** Across and down; the first has twice as many blocks in each row as the others. */
const SAMPLING = ['21', '11', '11'];

/**
 * A grey JPEG of 100 × 40, every block of which has two bits: a difference of 0, and the end of the block. It can have
 * what sharp does not write: restart markers after so many units, and a scan for each component.
 */
export function flatJpeg({ interval = 0, isInterleaved = true }: Kind): Buffer {
  const ids = SAMPLING.map((_, index) => index + 1);
  const scans = isInterleaved
    ? [scan(ids, { units: 7 * 5, blocks: 4, interval })]
    : ids.map((id) => scan([id], { units: (id === 1 ? 13 : 7) * 5, blocks: 1, interval }));
  const frame = SAMPLING.flatMap((sampling, index) => [index + 1, Number.parseInt(sampling, 16), 0]);
  // One symbol in each table, which is a zero, with a code of one bit.
  const table = (key: number) => [key, 1, ...Array(15).fill(0), 0];
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    segment(0xdb, [0, ...Array(64).fill(16)]),
    segment(0xc0, [8, 0, HIGH, 0, WIDE, ids.length, ...frame]),
    segment(0xc4, [...table(0x00), ...table(0x10)]),
    segment(0xdd, [0, interval]),
    ...scans,
    Buffer.from('ffd9', 'hex'),
  ]);
}

function scan(
  ids: number[],
  { units, blocks, interval }: { units: number; blocks: number; interval: number },
) {
  const header = segment(0xda, [ids.length, ...ids.flatMap((id) => [id, 0]), 0, 63, 0]);
  const parts = [header];
  const step = interval || units;
  for (let unit = 0; unit < units; unit += step) {
    if (unit > 0) parts.push(Buffer.of(0xff, 0xd0 + ((unit / step - 1) % 8)));
    parts.push(zeroBits(2 * blocks * Math.min(step, units - unit)));
  }
  return Buffer.concat(parts);
}

/** The bits that fill up the last byte are ones. */
function zeroBits(count: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(count / 8));
  const rest = count % 8;
  if (rest > 0) bytes.writeUInt8(0xff >> rest, bytes.length - 1);
  return bytes;
}

function segment(marker: number, content: number[]): Buffer {
  return Buffer.from([0xff, marker, 0, content.length + 2, ...content]);
}

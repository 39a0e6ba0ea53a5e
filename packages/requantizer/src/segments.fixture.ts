/** JPEG files taken apart and put together again, to change what sharp would not. */

const SOS = 0xda;

export type Part = { marker: number; content: Buffer };

/** The segments before the data of the scan, with that of the scan's header, and the data with the end of the image. */
export function takeApart(jpeg: Buffer): { segments: Part[]; data: Buffer } {
  const segments: Part[] = [];
  for (let at = 2; ; ) {
    const marker = jpeg.readUInt8(at + 1);
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    segments.push({ marker, content: jpeg.subarray(at + 4, end) });
    at = end;
    if (marker === SOS) return { segments, data: jpeg.subarray(at) };
  }
}

export function putTogether({ segments, data }: { segments: readonly Part[]; data: Buffer }): Buffer {
  return Buffer.concat([Buffer.from('ffd8', 'hex'), ...segments.map(toBytes), data]);
}

function toBytes({ marker, content }: Part): Buffer {
  const head = Buffer.of(0xff, marker, 0, 0);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** The file with a segment's content changed. */
export function withSegment(jpeg: Buffer, marker: number, change: (content: Buffer) => Buffer): Buffer {
  const { segments, data } = takeApart(jpeg);
  const changed = segments.map((part) =>
    part.marker === marker ? { marker, content: change(Buffer.from(part.content)) } : part,
  );
  return putTogether({ segments: changed, data });
}

/** The file with another segment before all others. */
export function withFirst(jpeg: Buffer, part: Part): Buffer {
  const { segments, data } = takeApart(jpeg);
  return putTogether({ segments: [part, ...segments], data });
}

/**
 * A grey picture of 24 × 8 with a restart marker behind each of its three blocks: its differences of DC coefficients are all 4,
 * which makes the blocks the same only where each interval begins anew.
 */
export function withRestarts(markers: readonly number[] = [0xd0, 0xd1]): Buffer {
  // One symbol in each table, with a code of one bit.
  const table = (key: number, symbol: number) => Buffer.of(key, 1, ...Array<number>(15).fill(0), symbol);
  // The code of three bits for a difference, those bits, the code for the end of the block, and three bits to fill up.
  const block = 0b0_100_0_111;
  return putTogether({
    segments: [
      { marker: 0xdb, content: Buffer.of(0, 16, ...Array<number>(63).fill(4)) },
      { marker: 0xc0, content: Buffer.of(8, 0, 8, 0, 24, 1, 1, 0x11, 0) },
      { marker: 0xc4, content: Buffer.concat([table(0x00, 3), table(0x10, 0)]) },
      { marker: 0xdd, content: Buffer.of(0, 1) },
      { marker: SOS, content: Buffer.of(1, 1, 0, 0, 63, 0) },
    ],
    data: Buffer.from([block, ...markers.flatMap((marker) => [0xff, marker, block]), 0xff, 0xd9]),
  });
}

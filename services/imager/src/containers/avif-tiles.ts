import { ImageError } from '../formats/image-error.ts';
import { bounded } from './parts.ts';

/** Tiles reach beyond the edges of their image: those of a small one by some megapixels, else by less than its size. */
const MARGIN_PIXELS = 4e6;
const MARGIN_FACTOR = 4;

type Box = { type: string; start: number; end: number };

/**
 * An image may be put together from others, which libheif decodes before it notices that they are far more than the image
 * says it has.
 * @throws ImageError when it is so
 */
export function checkTiles(bytes: Buffer): void {
  try {
    checkReferences(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ImageError('corrupt', 'The AVIF image has boxes that end too early.', { cause: error });
  }
}

function checkReferences(bytes: Buffer): void {
  const whole = { type: '', start: 0, end: bytes.length };
  const meta = inside(bytes, whole, 'meta', 0);
  const properties = inside(bytes, meta, 'iprp', 4);
  const references = inside(bytes, meta, 'iref', 4);
  if (!references || !properties) return;
  const areas = areasOf(bytes, properties);
  const idBytes = bytes.readUInt8(references.start) === 0 ? 2 : 4;
  for (const { type, start, end } of boxes(bytes, references, 4)) {
    if (type !== 'dimg') continue;
    const image = areas.get(bytes.readUIntBE(start, idBytes)) ?? 0;
    let tiles = 0;
    for (let at = start + idBytes + 2; at + idBytes <= end; at += idBytes) {
      tiles += areas.get(bytes.readUIntBE(at, idBytes)) ?? 0;
    }
    if (tiles <= MARGIN_FACTOR * image + MARGIN_PIXELS) continue;
    throw new ImageError('corrupt', 'The AVIF image is put together from more pixels than it says it has.');
  }
}

/** The pixels of each item, by its id. */
function areasOf(bytes: Buffer, properties: Box): Map<number, number> {
  const container = inside(bytes, properties, 'ipco', 0);
  const list = container ? [...boxes(bytes, container, 0)] : [];
  const area = (index: number) => {
    const { type, start = 0 } = list[index - 1] ?? {};
    return type === 'ispe' ? bytes.readUInt32BE(start + 4) * bytes.readUInt32BE(start + 8) : 0;
  };
  const areas = new Map<number, number>();
  for (const { type, start } of boxes(bytes, properties, 0)) {
    if (type !== 'ipma') continue;
    const idBytes = bytes.readUInt8(start) === 0 ? 2 : 4;
    const indexBytes = bytes.readUInt8(start + 3) & 1 ? 2 : 1;
    let at = start + 8;
    for (let entry = bytes.readUInt32BE(start + 4); entry > 0; entry -= 1) {
      const id = bytes.readUIntBE(at, idBytes);
      const count = bytes.readUInt8(at + idBytes);
      at += idBytes + 1;
      for (const stop = at + count * indexBytes; at < stop; at += indexBytes) {
        // The highest bit says that the property is essential.
        const index = bytes.readUIntBE(at, indexBytes) & (indexBytes === 1 ? 0x7f : 0x7fff);
        areas.set(id, Math.max(areas.get(id) ?? 0, area(index)));
      }
    }
  }
  return areas;
}

function inside(bytes: Buffer, outer: Box | undefined, type: string, header: number): Box | undefined {
  return outer && [...bounded(boxes(bytes, outer, header))].find((box) => box.type === type);
}

/** The boxes within another, which are there as a whole; `start` is where their content begins. */
function* boxes(bytes: Buffer, { start, end }: Box, header: number): Generator<Box> {
  let at = start + header;
  while (at + 8 <= end) {
    const first = bytes.readUInt32BE(at);
    // 1 says that the size stands behind the type, 0 that the box reaches to the end.
    const content = first === 1 ? at + 16 : at + 8;
    const size = first === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : first || end - at;
    if (at + size > end || at + size < content) return;
    yield { type: bytes.toString('latin1', at + 4, at + 8), start: content, end: at + size };
    at += size;
  }
}

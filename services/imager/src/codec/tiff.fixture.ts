type Tags = Readonly<Record<number, number | readonly number[]>>;

/** One image of a TIFF: its pixels in one strip, with the images that hang from it. */
export type Page = { tags: Tags; pixels: Buffer; hanging?: readonly Page[] };

const LONG = 4;
const SHORT = 3;
const BYTE = 1;
const TYPE_BYTES: Readonly<Record<number, number>> = { [LONG]: 4, [SHORT]: 2, [BYTE]: 1 };
const DNG_VERSION = 50_706;
const SUB_IFDS = 330;
const LONG_TAGS: ReadonlySet<number> = new Set([254, 256, 257, 273, 279, SUB_IFDS]);

/** A TIFF of these pages, in the byte order of Intel. */
export function tiffOf(pages: readonly Page[]): Buffer {
  const parts: Buffer[] = [Buffer.from('II*\0\0\0\0\0', 'latin1')];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  const add = (page: Page): { at: number; next: Buffer } => {
    const pixelsAt = length();
    parts.push(Buffer.concat([page.pixels, Buffer.alloc(page.pixels.length % 2)]));
    const hanging = (page.hanging ?? []).map((sub) => add(sub).at);
    const tags = {
      ...page.tags,
      273: pixelsAt,
      279: page.pixels.length,
      ...(hanging.length > 0 && { [SUB_IFDS]: hanging }),
    };
    const entries = Object.entries(tags).map(([tag, values]) =>
      entryOf(Number(tag), [values].flat(), (bytes) => {
        const at = length();
        parts.push(Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]));
        return at;
      }),
    );
    const at = length();
    const count = Buffer.alloc(2);
    count.writeUInt16LE(entries.length);
    const next = Buffer.alloc(4);
    parts.push(count, ...entries, next);
    return { at, next };
  };
  let pointer = { buffer: parts[0] ?? Buffer.alloc(8), offset: 4 };
  for (const page of pages) {
    const { at, next } = add(page);
    pointer.buffer.writeUInt32LE(at, pointer.offset);
    pointer = { buffer: next, offset: 0 };
  }
  return Buffer.concat(parts);
}

function entryOf(tag: number, values: readonly number[], store: (bytes: Buffer) => number): Buffer {
  const type = tag === DNG_VERSION ? BYTE : LONG_TAGS.has(tag) ? LONG : SHORT;
  const size = TYPE_BYTES[type] ?? 4;
  const content = Buffer.alloc(Math.max(4, values.length * size));
  for (const [index, value] of values.entries()) content.writeUIntLE(value, index * size, size);
  const entry = Buffer.alloc(12);
  entry.writeUInt16LE(tag, 0);
  entry.writeUInt16LE(type, 2);
  entry.writeUInt32LE(values.length, 4);
  if (values.length * size <= 4) content.copy(entry, 8);
  else entry.writeUInt32LE(store(content), 8);
  return entry;
}

/** A page of one colour, in samples of eight bits. */
export function page(width: number, height: number, colour: readonly number[], more: Tags = {}): Page {
  return {
    tags: {
      256: width,
      257: height,
      258: colour.map(() => 8),
      259: 1,
      262: colour.length < 3 ? 1 : 2,
      277: colour.length,
      278: height,
      ...more,
    },
    pixels: Buffer.alloc(width * height * colour.length, Buffer.from(colour)),
  };
}

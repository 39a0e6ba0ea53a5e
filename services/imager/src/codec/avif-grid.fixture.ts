import sharp from 'sharp';

const TILE = 2048;
const TILES = 4;

/** An AVIF of 8192 × 8192 pixels in tiles that are all the same one. It claims to be a square of some other size. */
export async function avifGrid(claimed: number): Promise<Buffer> {
  const tile = await sharp({ create: { width: TILE, height: TILE, channels: 3, background: 'red' } })
    .avif({ effort: 0 })
    .toBuffer();
  const pixels = boxIn(tile, 'mdat').subarray(8);
  const type = box('ftyp', Buffer.from('avif\0\0\0\0avifmif1miaf', 'latin1'));
  const meta = (offset: number) =>
    full('meta', [
      full('hdlr', [Buffer.from('\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1')]),
      full('pitm', [u16(1)]),
      full('iinf', [u16(2), item(1, 'grid'), item(2, 'av01')]),
      full('iref', [tilesOfGrid()]),
      properties(claimed, boxIn(tile, 'av1C')),
      places(offset, pixels.length),
      box('idat', GRID),
    ]);
  const start = type.length + meta(0).length + 8;
  return Buffer.concat([type, meta(start), box('mdat', pixels)]);
}

function tilesOfGrid(): Buffer {
  return box('dimg', Buffer.concat([u16(1), u16(TILES ** 2), Buffer.alloc(2 * TILES ** 2, u16(2))]));
}

/** The sizes of the grid and of the tile, and how the tile is encoded. */
function properties(claimed: number, config: Buffer): Buffer {
  const all = box('ipco', Buffer.concat([size(claimed), size(TILE), config]));
  const owners = full('ipma', [u32(2), u16(1), Buffer.of(1, 0x81), u16(2), Buffer.of(2, 0x82, 0x83)]);
  return box('iprp', Buffer.concat([all, owners]));
}

/** The grid's own few bytes stand in idat, the tile's behind everything. */
function places(offset: number, length: number): Buffer {
  const grid = [u16(1), u16(1), u16(0), u16(1), u32(0), u32(GRID.length)];
  const tile = [u16(2), u16(0), u16(0), u16(1), u32(offset), u32(length)];
  return full('iloc', [Buffer.of(0x44, 0x00), u16(2), ...grid, ...tile], 1);
}

const u16 = (value: number) => Buffer.of(value >> 8, value & 255);
const u32 = (value: number) => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);
const GRID = Buffer.concat([Buffer.of(0, 1, TILES - 1, TILES - 1), u32(TILES * TILE), u32(TILES * TILE)]);

function box(type: string, content: Buffer): Buffer {
  return Buffer.concat([u32(8 + content.length), Buffer.from(type), content]);
}

/** A box with a version and flags. */
function full(type: string, parts: Buffer[], version = 0): Buffer {
  return box(type, Buffer.concat([Buffer.of(version, 0, 0, 0), ...parts]));
}

const item = (id: number, type: string) => full('infe', [u16(id), u16(0), Buffer.from(`${type}\0`)], 2);
const size = (side: number) => full('ispe', [u32(side), u32(side)]);

function boxIn(file: Buffer, type: string): Buffer {
  const start = file.indexOf(type) - 4;
  return file.subarray(start, start + file.readUInt32BE(start));
}

import { crc32 } from 'node:zlib';

export type ZipEntry = { name: string; content: Buffer };

/**
 * The entries of a zip whose files are stored as they are, found by its directory as archivers do
 * (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT).
 */
export function unzip(zip: Buffer): ZipEntry[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const { entry, next } = entryAt(zip, at);
    at = next;
    return entry;
  });
}

function entryAt(zip: Buffer, at: number): { entry: ZipEntry; next: number } {
  const size = zip.readUInt32LE(at + 20);
  const nameLength = zip.readUInt16LE(at + 28);
  const local = zip.readUInt32LE(at + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
  const content = zip.subarray(start, start + size);
  if (crc32(content) !== zip.readUInt32LE(at + 16)) throw new Error(`${name} is damaged`);
  return { entry: { name, content }, next: at + 46 + nameLength + zip.readUInt16LE(at + 30) };
}

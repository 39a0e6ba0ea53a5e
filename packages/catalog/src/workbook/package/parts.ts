import type { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import yauzl, { type Entry } from 'yauzl';
import { CatalogueError } from '../../faults.ts';
import { asFault, damaged, tooLarge } from '../faults.ts';
import type { WorkbookLimits } from '../limits.ts';
import { HandleReader } from './handle-reader.ts';

type ArchiveLimits = Pick<
  WorkbookLimits,
  'maxEntries' | 'maxParts' | 'maxHeldBytes' | 'maxUnpackedBytes' | 'maxRatio' | 'ratioFromBytes'
>;

/** The parts of a ZIP archive, read where they lie in the file. */
export type Archive = {
  /** The names of all parts as they stand in the directory, without folders and pictures. */
  readonly names: readonly string[];
  /** The name of a part in any case, or null when there is none. */
  find(name: string): string | null;
  /** How many bytes a part is said to have, unpacked. */
  sizeOf(name: string): number;
  /**
   * The bytes of a part, unpacked. Its declared size counts against the limits before anything is read, and unpacking
   * ends where more comes than was declared.
   * @throws CatalogueError when it is too large, encrypted or damaged
   */
  read(name: string): AsyncGenerator<Uint8Array>;
  /** The same for a part of which much is held in memory, so that it may not be large. */
  readHeld(name: string): AsyncGenerator<Uint8Array>;
};

const PICTURES = /(?:^|\/)media\//;

/**
 * Opens a ZIP archive by its directory. The handle stays the caller's, and has to stay open while parts are read.
 * @throws CatalogueError `damaged_workbook` when it is none
 */
export async function openArchive(handle: FileHandle, limits: ArchiveLimits): Promise<Archive> {
  const { size } = await handle.stat();
  try {
    const zip = await yauzl.fromRandomAccessReaderPromise(new HandleReader(handle), size, {
      autoClose: false,
    });
    if (zip.entryCount > limits.maxEntries) {
      throw tooLarge(`The archive has ${zip.entryCount} entries, at most ${limits.maxEntries} are allowed.`);
    }
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) {
      const key = entry.fileName.toLowerCase();
      if (key.endsWith('/') || PICTURES.test(key) || entries.has(key)) continue;
      entries.set(key, entry);
      if (entries.size > limits.maxParts) {
        throw tooLarge(`The archive has more than ${limits.maxParts} parts.`);
      }
    }
    return archiveOf(zip, entries, limits);
  } catch (error) {
    throw asFault(error, 'directory');
  }
}

function archiveOf(zip: yauzl.ZipFile, entries: Map<string, Entry>, limits: ArchiveLimits): Archive {
  const opened = new Set<Entry>();
  let unpacked = 0;
  const count = (entry: Entry) => {
    refuseUnreadable(entry, limits);
    if (opened.has(entry)) return;
    opened.add(entry);
    unpacked += entry.uncompressedSize;
    if (unpacked > limits.maxUnpackedBytes) throw unpacksTooLarge(limits.maxUnpackedBytes);
  };
  const sizeOf = (name: string) => entries.get(name.toLowerCase())?.uncompressedSize ?? 0;
  async function* read(name: string): AsyncGenerator<Uint8Array> {
    const entry = entries.get(name.toLowerCase());
    if (!entry) throw damaged(`The workbook is damaged: its part ${name} is missing.`);
    count(entry);
    try {
      yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
    } catch (error) {
      throw asFault(error, `part ${name}`);
    }
  }
  return {
    names: [...entries.values()].map(({ fileName }) => fileName),
    find: (name) => entries.get(name.toLowerCase())?.fileName ?? null,
    sizeOf,
    read,
    readHeld(name) {
      if (sizeOf(name) <= limits.maxHeldBytes) return read(name);
      throw tooLarge(`The part ${name} is larger than ${limits.maxHeldBytes} bytes.`);
    },
  };
}

function refuseUnreadable(entry: Entry, { maxRatio, ratioFromBytes }: ArchiveLimits): void {
  const { fileName, compressedSize, uncompressedSize } = entry;
  if (entry.isEncrypted()) {
    throw new CatalogueError('encrypted_workbook', 'The archive is protected by a password.');
  }
  if (uncompressedSize > ratioFromBytes && uncompressedSize > compressedSize * maxRatio) {
    throw tooLarge(`The part ${fileName} unpacks to more than ${maxRatio} times its size.`);
  }
}

const unpacksTooLarge = (maxBytes: number) => tooLarge(`The file unpacks to more than ${maxBytes} bytes.`);

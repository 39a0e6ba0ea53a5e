import {
  copyFileSync,
  createReadStream,
  type Dirent,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import {
  isAsWritten,
  type NewObject,
  type ObjectFile,
  readObjectFile,
  SUFFIX,
  writeObjectFile,
} from './object-file.ts';
import { S3Error } from './s3-errors.ts';

export type Place = { bucket: string; key: string };

/** An object as a listing has it. */
export type Listed = Pick<ObjectFile, 'size' | 'etag' | 'modifiedAt'> & { key: string };

/** Buckets are folders. An object is one file: to make files is most of what storing a small one costs. */
export type FileStore = {
  /** The object is there, in whole, once its bytes have ended. @returns its ETag */
  put(place: Place, object: NewObject): Promise<string>;
  /** @throws S3Error when there is no such object */
  find(place: Place): ObjectFile;
  /** @param metadata in place of the object's own */
  copy(
    object: ObjectFile,
    to: Place,
    metadata?: NewObject['metadata'],
  ): Promise<Pick<ObjectFile, 'etag' | 'modifiedAt'>>;
  remove(place: Place): void;
  /** The objects whose keys begin so, in the order of their keys. */
  list(bucket: string, prefix: string): Generator<Listed>;
  buckets(): { name: string; createdAt: Date }[];
  hasBucket(name: string): boolean;
  makeBucket(name: string): void;
  /** @throws S3Error when it is not empty */
  removeBucket(name: string): void;
};

/** Opens the store in a folder. */
export async function openFileStore(directory: string): Promise<FileStore> {
  const newDraft = await draftsBeside(directory);
  await mkdir(directory, { recursive: true });
  const pathOf = ({ bucket, key }: Place) => join(directory, bucket, `${key}${SUFFIX}`);
  const moveTo = (place: Place, draft: string) => {
    const path = pathOf(place);
    mkdirSync(dirname(path), { recursive: true });
    renameSync(draft, path);
  };
  const put = async (place: Place, object: NewObject) => {
    const draft = newDraft();
    const etag = await writeObjectFile(draft, object);
    moveTo(place, draft);
    return etag;
  };
  return {
    put,
    find: (place) => readObjectFile(pathOf(place)),
    async copy(object, to, metadata) {
      if (!metadata && object.isWhole && isAsWritten(object)) {
        if (linked(object.path, pathOf(to))) return object;
        const draft = newDraft();
        linkOrCopy(object.path, draft);
        moveTo(to, draft);
        return object;
      }
      await put(to, { bytes: bytesOf(object), metadata: metadata ?? object.metadata });
      return readObjectFile(pathOf(to));
    },
    remove(place) {
      const path = pathOf(place);
      rmSync(path, { force: true });
      removeEmpty(dirname(path), join(directory, place.bucket));
    },
    list: (bucket, prefix) => objectsIn(join(directory, bucket), prefix),
    ...bucketsIn(directory),
  };
}

/** The bytes of an object, or of a part of it, the end included. */
export function bytesOf({ path, size }: ObjectFile, { start = 0, end = size - 1 } = {}): Readable {
  return size === 0 ? Readable.from([]) : createReadStream(path, { start, end });
}

/** Names for files that are not whole yet. Those that a killed process has left are removed. */
async function draftsBeside(directory: string): Promise<() => string> {
  const drafts = `${directory}.drafts`;
  await rm(drafts, { recursive: true, force: true });
  await mkdir(drafts, { recursive: true });
  let begun = 0;
  return () => join(drafts, String(begun++));
}

function bucketsIn(
  directory: string,
): Pick<FileStore, 'buckets' | 'hasBucket' | 'makeBucket' | 'removeBucket'> {
  const known = new Set<string>();
  return {
    buckets: () =>
      readdirSync(directory).map((name) => ({ name, createdAt: statSync(join(directory, name)).birthtime })),
    hasBucket(name) {
      // Asked at each request, and nobody else removes one.
      if (known.has(name)) return true;
      const exists = statSync(join(directory, name), { throwIfNoEntry: false })?.isDirectory() ?? false;
      if (exists) known.add(name);
      return exists;
    },
    makeBucket: (name) => void mkdirSync(join(directory, name), { recursive: true }),
    removeBucket(name) {
      if (!objectsIn(join(directory, name), '').next().done) throw new S3Error('BucketNotEmpty');
      rmSync(join(directory, name), { recursive: true });
      known.delete(name);
    },
  };
}

/** Whether it could be linked at once, which is whole or not there: nothing has that name yet, and its folder is there. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}

/** Where a file system has no links, or a file has as many as it can have. */
const NO_LINK = ['EMLINK', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP'];

/** A file never changes once it is whole, so two objects may share one. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!NO_LINK.includes(code)) throw code === 'ENOENT' ? new S3Error('NoSuchKey') : error;
    copyFileSync(from, to);
  }
}

/** Folders are there for the sake of the objects in them. */
function removeEmpty(folder: string, top: string): void {
  for (let empty = folder; empty.startsWith(`${top}/`); empty = dirname(empty)) {
    try {
      rmdirSync(empty);
    } catch {
      return;
    }
  }
}

/** Looks into no folder in which there can be none. */
function* objectsIn(folder: string, prefix: string, above = ''): Generator<Listed> {
  for (const entry of inOrder(readdirSync(folder, { withFileTypes: true }))) {
    const path = join(folder, entry.name);
    const key = above + nameOf(entry);
    if (entry.isDirectory()) {
      if (key.startsWith(prefix) || prefix.startsWith(key)) yield* objectsIn(path, prefix, key);
    } else if (entry.name.endsWith(SUFFIX) && key.startsWith(prefix)) {
      const { size, etag, modifiedAt } = readObjectFile(path);
      yield { key, size, etag, modifiedAt };
    }
  }
}

const nameOf = (entry: Dirent) =>
  entry.isDirectory() ? `${entry.name}/` : entry.name.slice(0, -SUFFIX.length);

/** In the order of the keys that they are or lead to. */
const inOrder = (entries: Dirent[]) => entries.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));

import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import FilesystemStore, {
  type Listing,
  type ListingOptions,
  type PutResult,
  type S3Object,
} from 's3rver/lib/stores/filesystem.js';

/** The files of an object, in the order in which they have to appear: once its last one is there, it exists. */
const FILES = ['metadata.json', 'object.md5', 'object'];

/** s3rver's store of files, mended where a kill or a large bucket would break it. */
export class FileStore extends FilesystemStore {
  readonly #drafts: FilesystemStore;

  private constructor(directory: string, drafts: string) {
    super(directory);
    this.#drafts = new FilesystemStore(drafts);
  }

  /** Opens the store in a folder. What a killed process had begun to write beside it goes. */
  static async open(directory: string): Promise<FileStore> {
    const drafts = `${directory}.drafts`;
    await rm(drafts, { recursive: true, force: true });
    await mkdir(drafts, { recursive: true });
    return new FileStore(directory, drafts);
  }

  /**
   * s3rver writes in place and answers before everything is written: a kill then leaves half an object, or half of
   * its metadata, by which every listing fails.
   */
  override async putObject({ bucket, key, content, metadata }: S3Object): Promise<PutResult> {
    const id = randomUUID();
    const draftOf = (file: string) => this.#drafts.getResourcePath('', id, file);
    const hash = createHash('md5');
    let size = 0;
    const chunks = Buffer.isBuffer(content) ? [content] : content;
    async function* measured() {
      for await (const chunk of chunks) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    }
    await pipeline(measured, createWriteStream(draftOf('object')));
    const md5 = hash.digest('hex');
    await this.#drafts.putMetadata('', id, metadata, md5);
    await mkdir(dirname(this.getResourcePath(bucket, key, 'object')), { recursive: true });
    for (const file of FILES) await rename(draftOf(file), this.getResourcePath(bucket, key, file));
    return { size, md5 };
  }

  /** All in one page: s3rver encrypts what leads to the next page with DES, which the OpenSSL of today refuses. */
  override listObjects(bucket: string, options: ListingOptions): Promise<Listing> {
    return super.listObjects(bucket, { ...options, maxKeys: Number.POSITIVE_INFINITY });
  }
}

import { hash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import FilesystemStore, {
  type Listing,
  type ListingOptions,
  type PutResult,
  type S3Object,
  type Subresource,
} from 's3rver/lib/stores/filesystem.js';

/** The files of an object, in the order in which they have to appear: once its last one is there, it exists. */
const FILES = ['metadata.json', 'object.md5', 'object'];

/** s3rver's store of files, mended where a kill or a large bucket would break it. */
export class FileStore extends FilesystemStore {
  readonly #drafts: FilesystemStore;
  readonly #subresources = new Map<string, Promise<unknown>>();

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
    const bytes = Buffer.isBuffer(content) ? content : Buffer.concat(await Array.fromAsync(content));
    const md5 = hash('md5', bytes);
    // At once: to have libuv's threads do what is so small costs more than it takes.
    writeFileSync(draftOf('object'), bytes);
    writeFileSync(draftOf('object.md5'), md5);
    await this.#drafts.putMetadata('', id, metadata);
    mkdirSync(dirname(this.getResourcePath(bucket, key, 'object')), { recursive: true });
    for (const file of FILES) renameSync(draftOf(file), this.getResourcePath(bucket, key, file));
    return { size: bytes.length, md5 };
  }

  /** Settings of a bucket, which s3rver reads from the disk at every request. */
  override getSubresource(bucket: string, key: string | undefined, type: string): Promise<unknown> {
    const name = JSON.stringify([bucket, key, type]);
    const known = this.#subresources.get(name) ?? super.getSubresource(bucket, key, type);
    this.#subresources.set(name, known);
    return known;
  }

  override putSubresource(bucket: string, key: string | undefined, resource: Subresource): Promise<void> {
    this.#subresources.clear();
    return super.putSubresource(bucket, key, resource);
  }

  override deleteSubresource(bucket: string, key: string | undefined, type: string): Promise<void> {
    this.#subresources.clear();
    return super.deleteSubresource(bucket, key, type);
  }

  /** All in one page: s3rver encrypts what leads to the next page with DES, which the OpenSSL of today refuses. */
  override listObjects(bucket: string, options: ListingOptions): Promise<Listing> {
    return super.listObjects(bucket, { ...options, maxKeys: Number.POSITIVE_INFINITY });
  }
}

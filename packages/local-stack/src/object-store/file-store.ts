import { hash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import S3Object, { type Metadata } from 's3rver/lib/models/object.js';
import FilesystemStore, {
  type Bucket,
  type Listing,
  type ListingOptions,
  type NewObject,
  type PutResult,
  type Subresource,
} from 's3rver/lib/stores/filesystem.js';
import { linkObjectFile, readObjectFile, writeObjectFile } from './object-file.ts';

/**
 * s3rver's store of files, fixed where a kill or a large bucket would break it, with one file for each object instead
 * of three: to make files is most of what storing a small object costs.
 */
export class FileStore extends FilesystemStore {
  readonly #drafts: string;
  readonly #subresources = new Map<string, unknown>();
  readonly #buckets = new Map<string, Bucket>();

  private constructor(directory: string, drafts: string) {
    super(directory);
    this.#drafts = drafts;
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
  override async putObject({ bucket, key, content, metadata }: NewObject): Promise<PutResult> {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.concat(await Array.fromAsync(content));
    const md5 = hash('md5', bytes);
    const draft = join(this.#drafts, randomUUID());
    writeObjectFile(draft, bytes, { metadata, md5 });
    const path = this.getResourcePath(bucket, key, 'object');
    mkdirSync(dirname(path), { recursive: true });
    renameSync(draft, path);
    return { size: bytes.length, md5 };
  }

  /** Says, with its length, where the object ends in its file: s3rver does not read beyond. */
  override async getMetadata(bucket: string, key: string): Promise<Metadata> {
    const file = readObjectFile(this.getResourcePath(bucket, key, 'object'));
    // As s3rver itself wrote it: objects from before have their metadata in files of their own.
    if (!file) return super.getMetadata(bucket, key);
    const { metadata, md5, size, modifiedAt } = file;
    return {
      ...metadata,
      etag: JSON.stringify(md5),
      'last-modified': modifiedAt.toUTCString(),
      'content-length': String(size),
    };
  }

  override async getObject(bucket: string, key: string, options?: object): Promise<S3Object | null> {
    const object = await super.getObject(bucket, key, options);
    if (object?.size !== 0) return object;
    // Of an object without bytes s3rver reads the first.
    if (object.content instanceof Readable) object.content.destroy();
    return Object.assign(object, { content: Readable.from([]) });
  }

  /**
   * A copy with the same metadata is the same file under another name: an object's file is never changed, only replaced. Its
   * bytes are read nevertheless, so that the ETag of a copy says what they are.
   */
  override async copyObject(
    bucket: string,
    key: string,
    toBucket: string,
    toKey: string,
    metadata?: Metadata,
  ): Promise<Metadata> {
    const draft = join(this.#drafts, randomUUID());
    if (!metadata && linkObjectFile(this.getResourcePath(bucket, key, 'object'), draft)) {
      const path = this.getResourcePath(toBucket, toKey, 'object');
      mkdirSync(dirname(path), { recursive: true });
      renameSync(draft, path);
      // Of two names for one file, a rename leaves both where they are.
      rmSync(draft, { force: true });
      return this.getMetadata(toBucket, toKey);
    }
    const object = await this.getObject(bucket, key);
    if (!object) throw Object.assign(new Error(`There is no object ${key}`), { code: 'ENOENT' });
    await this.putObject(new S3Object(toBucket, toKey, object.content, metadata ?? object.metadata));
    return this.getMetadata(toBucket, toKey);
  }

  /** Whether a bucket exists, which s3rver asks the disk at every request. */
  override async getBucket(name: string): Promise<Bucket | null> {
    const known = this.#buckets.get(name);
    if (known) return known;
    const found = await super.getBucket(name);
    if (found) this.#buckets.set(name, found);
    return found;
  }

  override async deleteBucket(name: string): Promise<void> {
    await super.deleteBucket(name);
    this.#buckets.clear();
  }

  /** Settings of a bucket, which s3rver reads from the disk at every request. */
  override async getSubresource(bucket: string, key: string | undefined, type: string): Promise<unknown> {
    const name = JSON.stringify([bucket, key, type]);
    if (this.#subresources.has(name)) return this.#subresources.get(name);
    const found = await super.getSubresource(bucket, key, type);
    this.#subresources.set(name, found);
    return found;
  }

  override async putSubresource(
    bucket: string,
    key: string | undefined,
    resource: Subresource,
  ): Promise<void> {
    await super.putSubresource(bucket, key, resource);
    this.#subresources.clear();
  }

  override async deleteSubresource(bucket: string, key: string | undefined, type: string): Promise<void> {
    await super.deleteSubresource(bucket, key, type);
    this.#subresources.clear();
  }

  /** All in one page: s3rver encrypts what leads to the next page with DES, which the OpenSSL of today refuses. */
  override listObjects(bucket: string, options: ListingOptions): Promise<Listing> {
    return super.listObjects(bucket, { ...options, maxKeys: Number.POSITIVE_INFINITY });
  }
}

/** What is used of s3rver, which brings no types. */
declare module 's3rver' {
  import type { RequestListener } from 'node:http';
  import type FilesystemStore from 's3rver/lib/stores/filesystem.js';

  export type S3rverOptions = {
    directory: string;
    silent: boolean;
    vhostBuckets: boolean;
  };

  export default class S3rver {
    constructor(options: S3rverOptions);
    /** What requests go to, under both names. */
    store: FilesystemStore;
    context: { store: FilesystemStore };
    callback(): RequestListener;
  }
}

declare module 's3rver/lib/models/account.js' {
  const accounts: {
    DUMMY_ACCOUNT: {
      createKeyPair(accessKey: string, secretKey: string): void;
      revokeAccessKey(accessKey: string): void;
    };
  };
  export default accounts;
}

declare module 's3rver/lib/models/object.js' {
  import type { Readable } from 'node:stream';

  export type Metadata = Record<string, string>;

  /** Takes no more of the metadata than S3 keeps. */
  export default class S3Object {
    constructor(bucket: string, key: string, content: Readable | Buffer, metadata: Metadata);
    bucket: string;
    key: string;
    content: Readable | Buffer;
    metadata: Metadata;
    get size(): number;
  }
}

declare module 's3rver/lib/stores/filesystem.js' {
  import type S3Object from 's3rver/lib/models/object.js';
  import type { Metadata } from 's3rver/lib/models/object.js';

  export type NewObject = Pick<S3Object, 'bucket' | 'key' | 'content' | 'metadata'>;
  export type Bucket = { name: string; creationDate: Date };
  export type Subresource = { type: string };
  export type PutResult = { size: number; md5: string };
  export type ListingOptions = { maxKeys?: number };
  export type Listing = { objects: S3Object[]; commonPrefixes: string[]; isTruncated: boolean };

  export default class FilesystemStore {
    constructor(directory: string);
    getResourcePath(bucket: string, key: string, resource: string): string;
    getMetadata(bucket: string, key: string): Promise<Metadata>;
    getBucket(name: string): Promise<Bucket | null>;
    putBucket(name: string): Promise<Bucket | null>;
    deleteBucket(name: string): Promise<void>;
    getSubresource(bucket: string, key: string | undefined, type: string): Promise<unknown>;
    putSubresource(bucket: string, key: string | undefined, resource: Subresource): Promise<void>;
    deleteSubresource(bucket: string, key: string | undefined, type: string): Promise<void>;
    getObject(bucket: string, key: string, options?: object): Promise<S3Object | null>;
    putObject(object: NewObject): Promise<PutResult>;
    deleteObject(bucket: string, key: string): Promise<void>;
    copyObject(
      bucket: string,
      key: string,
      toBucket: string,
      toKey: string,
      metadata?: Metadata,
    ): Promise<Metadata>;
    listObjects(bucket: string, options: ListingOptions): Promise<Listing>;
  }
}

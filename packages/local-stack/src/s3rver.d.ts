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

declare module 's3rver/lib/stores/filesystem.js' {
  import type { Readable } from 'node:stream';

  export type Metadata = Record<string, string>;
  export type S3Object = { bucket: string; key: string; content: Readable | Buffer; metadata: Metadata };
  export type Subresource = { type: string };
  export type PutResult = { size: number; md5: string };
  export type ListingOptions = { maxKeys?: number };
  export type Listing = { objects: unknown[]; commonPrefixes: string[]; isTruncated: boolean };

  export default class FilesystemStore {
    constructor(directory: string);
    getResourcePath(bucket: string, key: string, resource: string): string;
    putMetadata(bucket: string, key: string, metadata: Metadata, md5?: string): Promise<void>;
    getSubresource(bucket: string, key: string | undefined, type: string): Promise<unknown>;
    putSubresource(bucket: string, key: string | undefined, resource: Subresource): Promise<void>;
    deleteSubresource(bucket: string, key: string | undefined, type: string): Promise<void>;
    putObject(object: S3Object): Promise<PutResult>;
    listObjects(bucket: string, options: ListingOptions): Promise<Listing>;
  }
}

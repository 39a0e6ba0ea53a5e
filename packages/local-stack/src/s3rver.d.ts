/** What is used of s3rver, which brings no types. */
declare module 's3rver' {
  import type { RequestListener } from 'node:http';

  export type S3rverOptions = {
    directory: string;
    silent: boolean;
    vhostBuckets: boolean;
  };

  export default class S3rver {
    constructor(options: S3rverOptions);
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

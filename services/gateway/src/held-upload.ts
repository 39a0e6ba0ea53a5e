import type { UploadStore } from '@halftone/messaging';
import type { FastifyBaseLogger } from 'fastify';

export type HeldUpload = AsyncDisposable & {
  /** From now on the upload belongs to the log. */
  keep(): void;
};

/** Removes the upload again at the end of the scope, unless it was kept: a refused file leaves nothing behind. */
export function holdUpload(
  uploads: Pick<UploadStore, 'remove'>,
  name: string,
  logger: FastifyBaseLogger,
): HeldUpload {
  let kept = false;
  return {
    keep() {
      kept = true;
    },
    async [Symbol.asyncDispose]() {
      if (kept) return;
      // The refusal is what the client needs to hear; a remnant goes when its time in the bucket is over.
      await uploads
        .remove(name)
        .catch((err) => logger.warn({ err, upload: name }, 'refused upload left behind'));
    },
  };
}

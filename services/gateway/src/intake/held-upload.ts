import { setTimeout as delay } from 'node:timers/promises';
import type { UploadStore } from '@halftone/messaging';
import type { FastifyBaseLogger } from 'fastify';

/** A client waits no longer for what it has no part in. */
const PATIENCE_MS = 1000;

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
      // The refusal is what the client needs to hear; what the log cannot remove now is swept up later.
      const removal = uploads
        .remove(name)
        .catch((err) => logger.warn({ err, upload: name }, 'refused upload left behind'));
      await Promise.race([removal, delay(PATIENCE_MS, undefined, { ref: false })]);
    },
  };
}

import { createWindow, type ReuseIndex } from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import type { ForgetOutputs } from '../store/delete-outputs.ts';
import { CODEC_VERSION } from './codec-version.ts';
import { entryIn } from './entry.ts';
import { addressKey } from './keys.ts';
import type { Requests } from './requests.ts';

export type ForgetOutputsParts = {
  index: Pick<ReuseIndex, 'get' | 'remove'>;
  requests: Requests;
  logger: Logger;
};

const IN_FLIGHT = 64;

/** `<request>/<image>.<extension>` */
const IMAGE_OF_KEY = /\/([^/]+)\.\w+$/;

/**
 * Takes what a deleted request has left in the index out of it, but nothing that another one has put there since. Should that
 * fail, what stays there goes with its age; it is not reused, since its request is known to be deleted.
 */
export function forgetOutputs({ index, requests, logger }: ForgetOutputsParts): ForgetOutputs {
  const forget = async (requestId: string, key: string) => {
    const found = await index.get(key);
    if (found && entryIn(found.value)?.requestId === requestId) await index.remove(key, found.revision);
  };
  return async ({ requestId, tenant }, keys) => {
    try {
      const owner = tenant ?? (await requests.find(requestId))?.tenant;
      if (owner === undefined) return;
      const window = createWindow(IN_FLIGHT);
      for (const imageId of keys.flatMap((key) => IMAGE_OF_KEY.exec(key)?.[1] ?? [])) {
        for (let version = 1; version <= CODEC_VERSION; version++) {
          await window.add(() => forget(requestId, addressKey(owner, imageId, version)));
        }
      }
      await window.drain();
    } catch (err) {
      logger.warn({ err, requestId }, 'the index still names outputs of a deleted request');
    }
  };
}

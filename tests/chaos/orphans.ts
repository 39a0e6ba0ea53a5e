import type { TestSystem } from '@halftone/local-stack/testing';
import { connectLog } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';

/**
 * Does what the tracker does of its own accord once they are old enough: removes the files of uploads whose gateway
 * could neither have them accepted nor remove them.
 * @returns how many there were
 */
export async function collectOrphans({ nats }: TestSystem): Promise<number> {
  const logger = createLogger('chaos', 'silent');
  await using log = await connectLog({ url: nats.urlOf('tracker'), service: 'tracker', logger });
  return await log.uploads.removeOrphans(0);
}

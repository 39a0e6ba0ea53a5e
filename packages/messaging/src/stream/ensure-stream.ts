import type { JetStreamManager, StreamConfig } from 'nats';
import { isNameInUse, isStoreTooSmall } from '../errors.ts';

/** Makes a stream where it is missing. One that exists keeps its limits: they are the operator's to change. */
export async function ensureStream(
  jsm: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  try {
    await jsm.streams.add(config);
  } catch (error) {
    if (!isNameInUse(error)) throw error;
  }
}

/** The server reserves a limit's bytes from the start. Where it has too few, the stream goes without a limit of its own. */
export async function ensureBounded(
  jsm: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  try {
    await ensureStream(jsm, config);
  } catch (error) {
    if (!isStoreTooSmall(error)) throw error;
    await ensureStream(jsm, { ...config, max_bytes: -1 });
  }
}

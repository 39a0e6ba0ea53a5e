import { STREAM } from '@halftone/contracts';
import type { JetStreamManager } from 'nats';

/** The subjects of the log that match a filter. */
export async function subjectsIn(jsm: JetStreamManager, filter: string): Promise<string[]> {
  const { state } = await jsm.streams.info(STREAM.name, { subjects_filter: filter });
  return Object.keys(state.subjects ?? {});
}

import { DirectMsgHeaders, Empty, type NatsConnection } from 'nats';
import { directGetOf } from '../access/permissions.ts';

export type Stored = { subject: string; seq: number; data: Uint8Array };

const TIMEOUT_MS = 5000;

/**
 * The newest message of a subject, or null. Any replica answers, so that in a cluster the answer can be a moment old. The
 * client has this for its key-value store alone.
 */
export async function getDirectly(
  connection: NatsConnection,
  { stream, subject }: { stream: string; subject: string },
): Promise<Stored | null> {
  const address = directGetOf(subject, stream);
  const { headers, data } = await connection.request(address, Empty, { timeout: TIMEOUT_MS });
  if (headers?.code === 404) return null;
  const seq = Number(headers?.get(DirectMsgHeaders.Sequence));
  if (!seq) throw new Error(`the newest event of ${subject} could not be read: ${headers?.description}`);
  return { subject, seq, data };
}

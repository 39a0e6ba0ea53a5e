import { VERIFICATIONS } from '@halftone/contracts';
import type { JetStreamClient, NatsConnection } from 'nats';
import { getDirectly } from '../stream/direct-get.ts';
import { isVerification, type Verification } from './verification-record.ts';

/** Keeps what a verification found. */
export async function keepVerification(js: JetStreamClient, verification: Verification): Promise<void> {
  await js.publish(VERIFICATIONS.subject, JSON.stringify(verification));
}

/** What the last verification found; null when there was none, or a later version has written it in another form. */
export async function lastVerification(connection: NatsConnection): Promise<Verification | null> {
  const place = { stream: VERIFICATIONS.name, subject: VERIFICATIONS.subject };
  const stored = await getDirectly(connection, place);
  const found: unknown = stored && JSON.parse(new TextDecoder().decode(stored.data));
  return isVerification(found) ? found : null;
}

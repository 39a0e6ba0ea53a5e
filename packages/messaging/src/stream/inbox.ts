import { INBOX, type InboxEntry, isInboxEntry } from '@halftone/contracts';
import type { JetStreamClient, JetStreamManager } from 'nats';
import { toUnavailable } from '../errors.ts';
import { readStream } from './read-stream.ts';

/** What was posted to the webhook inbox of each tenant: the newest of the last days. */
export type Inbox = {
  /** @throws LogUnavailableError when NATS is away or full */
  put(tenant: string, entry: InboxEntry): Promise<void>;
  /** The newest first. */
  list(tenant: string, limit: number): Promise<InboxEntry[]>;
};

const TIMEOUT_MS = 5000;

export function createInbox(js: JetStreamClient, jsm: JetStreamManager): Inbox {
  return {
    async put(tenant, entry) {
      const subject = INBOX.subjectFor(tenant);
      try {
        await js.publish(subject, JSON.stringify(entry), { timeout: TIMEOUT_MS });
      } catch (error) {
        throw toUnavailable(subject, error);
      }
    },
    async list(tenant, limit) {
      const entries: InboxEntry[] = [];
      const filter = INBOX.subjectFor(tenant);
      for await (const message of readStream(js, jsm, { stream: INBOX.name, filter })) {
        const entry: unknown = message.json();
        if (isInboxEntry(entry)) entries.push(entry);
      }
      return entries.reverse().slice(0, limit);
    },
  };
}

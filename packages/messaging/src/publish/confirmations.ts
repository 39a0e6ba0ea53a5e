import {
  createInbox,
  ErrorCode,
  Events,
  headers,
  type Msg,
  type NatsConnection,
  NatsError,
  type Status,
} from 'nats';
import { isRequestError } from 'nats/lib/nats-base-client/msg.js';
import { NatsConnectionImpl } from 'nats/lib/nats-base-client/nats.js';
import { createAwaiting, type Waiting } from './awaiting.ts';
import { createConfirmationReader, type Published } from './confirmation.ts';

/** Long enough to outlast a restart of the server, since the client sends again once it is back. */
const PUBLISH_TIMEOUT_MS = 5000;

/** Publishes messages into streams, and hands each what the server answers to it. */
export type Confirmations = {
  /** @throws NatsError when the message was not stored, or there was no answer in time */
  confirmed(subject: string, bytes: Uint8Array, head: Uint8Array): Promise<Published>;
};

/**
 * Does what the client's requests do, for thousands of them a second: one inbox for all, with a number for each, and one
 * timer. The client makes five promises, a timer and a random name for each; that was a fifth of ingest's time, and what
 * lives until the answer comes is what the garbage collector has to copy.
 */
export function createConfirmations(
  connection: NatsConnection,
  timeoutMs = PUBLISH_TIMEOUT_MS,
): Confirmations {
  const awaiting = createAwaiting(timeoutMs);
  const read = createConfirmationReader();
  let inbox: string | undefined;
  let last = 0;
  // The client reads the headers at once, so the same object can bring those of each message.
  let encoded: Uint8Array = new Uint8Array();
  const ready = Object.assign(headers(), { encode: () => encoded });

  const hear = (error: NatsError | null, message: Msg) => {
    if (error) {
      // It may not hear anything there; the client has ended the subscription.
      inbox = undefined;
      return awaiting.fail(error);
    }
    const answered = awaiting.take(numberIn(message.subject));
    if (answered) settle(answered, message, read);
  };
  const inboxHeard = () => {
    if (inbox !== undefined) return inbox;
    const created = createInbox(inboxPrefixOf(connection));
    connection.subscribe(`${created}.*`, { callback: hear });
    inbox = created;
    return inbox;
  };

  void connection.closed().then(() => awaiting.fail(NatsError.errorForCode(ErrorCode.ConnectionClosed)));
  void eachRefusal(connection, (error, refused) =>
    awaiting.fail(error, ({ subject }) => subject === refused, 1),
  );

  return {
    confirmed(subject, bytes, head) {
      return new Promise((resolve, reject) => {
        const number = ++last;
        encoded = head;
        connection.publish(subject, bytes, { reply: `${inboxHeard()}.${number}`, headers: ready });
        awaiting.put(number, { subject, resolve, reject });
      });
    },
  };
}

const numberIn = (reply: string) => Number(reply.slice(reply.lastIndexOf('.') + 1));

function settle({ resolve, reject }: Waiting, message: Msg, read: (answer: Uint8Array) => Published): void {
  try {
    const refused = isRequestError(message);
    if (refused) reject(refused);
    else resolve(read(message.data));
  } catch (error) {
    reject(error);
  }
}

/** The server tells of what it does not permit beside the answers, by its subject. */
async function eachRefusal(
  connection: NatsConnection,
  tell: (error: NatsError, subject: string) => void,
): Promise<void> {
  for await (const status of connection.status()) {
    const refused = refusedPublish(status);
    if (refused) tell(refused, refused.permissionContext.subject);
  }
}

function refusedPublish({ type, permissionContext }: Status) {
  if (type !== Events.Error || permissionContext?.operation !== 'publish') return null;
  const what = `Permissions Violation for Publish to "${permissionContext.subject}"`;
  return Object.assign(new NatsError(what, ErrorCode.PermissionsViolation), { permissionContext });
}

const inboxPrefixOf = (connection: NatsConnection) =>
  connection instanceof NatsConnectionImpl ? connection.options.inboxPrefix : undefined;

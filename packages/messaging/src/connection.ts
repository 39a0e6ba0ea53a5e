import { type Logger, untilReady } from '@halftone/runtime';
import { type ConnectionOptions, connect, Events, type NatsConnection } from 'nats';
import type { LogSettings } from './access/settings.ts';
import { makeAnswersCheap } from './cheap-answers.ts';
import { makeTimeoutsCheap } from './cheap-timeouts.ts';
import { PINGS } from './patience.ts';
import { shareWrites } from './shared-writes.ts';
import { within } from './within.ts';

/** How to reach NATS, and who does: a service, or a person with the operator's commands. */
export type ConnectionSettings = Pick<LogSettings, 'url' | 'logger' | 'signal'> & {
  service: LogSettings['service'] | 'operator';
};

makeAnswersCheap();
makeTimeoutsCheap();
shareWrites();

const CONNECT_TIMEOUT_MS = 5000;
const RECONNECT_WAIT_MS = 500;
const CLOSE_TIMEOUT_MS = 2000;

/** Connects, waiting for the server with backoff, and from then on reconnects for as long as it takes. */
export async function openConnection({
  url,
  service,
  logger,
  signal,
}: ConnectionSettings): Promise<NatsConnection> {
  const options: ConnectionOptions = {
    ...serversOf(url),
    name: `halftone-${service}`,
    timeout: CONNECT_TIMEOUT_MS,
    // The client gives up after 10 tries by default; a service must outlive any outage.
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    ...PINGS,
    inboxPrefix: `_INBOX.${service}`,
    // Else the client builds an Error for each publish, in case it fails; that took a quarter of ingest's time.
    noAsyncTraces: true,
  };
  const connection = await untilReady('NATS', () => connect(options), { logger, signal });
  void logStatus(connection, logger);
  return connection;
}

/** Sends what is still to be sent, acknowledgements among it, and closes; without a server it just closes. */
export async function closeConnection(connection: NatsConnection): Promise<void> {
  if (connection.isClosed()) return;
  // Without a server nothing can be sent; what was not acknowledged is delivered again.
  await within(
    CLOSE_TIMEOUT_MS,
    connection.flush().catch(() => {}),
  );
  await connection.close();
}

/** The servers and, since the client does not read them from the URL, the credentials. */
export function serversOf(
  url: string,
): Pick<ConnectionOptions, 'servers' | 'user' | 'pass' | 'token' | 'tls'> {
  const urls = url.split(',').map(serverUrl);
  const withUser = urls.find(({ username }) => username !== '');
  const user = withUser && decodeURIComponent(withUser.username);
  const pass = withUser?.password ? decodeURIComponent(withUser.password) : undefined;
  return {
    servers: urls.map(({ host }) => host),
    ...(user && (pass === undefined ? { token: user } : { user, pass })),
    ...(urls.some(({ protocol }) => protocol === 'tls:') && { tls: {} }),
  };
}

async function logStatus(connection: NatsConnection, logger: Logger): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === Events.Disconnect) logger.warn('NATS disconnected');
    if (status.type === Events.Reconnect) logger.info('NATS reconnected');
    if (status.type !== Events.Error) continue;
    // What is refused without anybody waiting for the answer, such as an acknowledgement, is told of here alone.
    const { data: error, permissionContext: refused } = status;
    logger.error(
      { error, operation: refused?.operation, subject: refused?.subject },
      'NATS reported an error',
    );
  }
}

/** @throws without the text, which may hold a password */
function serverUrl(text: string): URL {
  const trimmed = text.trim();
  const url = URL.parse(trimmed.includes('://') ? trimmed : `nats://${trimmed}`);
  if (!url) throw new Error('the address of NATS is not a URL');
  return url;
}

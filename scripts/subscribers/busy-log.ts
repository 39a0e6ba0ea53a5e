import { EXAMPLES, type ServiceName } from '@halftone/contracts';
import { natsForTest } from '@halftone/local-stack/testing';
import { connectLog } from '@halftone/messaging';
import { createLogger, isOlder, type Version, versionIn } from '@halftone/runtime';
import { connect } from 'nats';

const EVERY_MS = 500;
/** Older servers know one filter alone. */
const SEVERAL_FILTERS_SINCE: Version = [2, 10, 0];

/** How the examples connect: the variables of `.halftone/subscriber.env`. */
export type SubscriberEnvironment = { NATS_URL: string; NATS_USER: string; NATS_PASSWORD: string };

/**
 * A log that holds the end of a request called `before`, and to which the ends of `live-1`, `live-2` and so on are added for
 * as long as it is not disposed of.
 */
export async function busyLog(): Promise<
  AsyncDisposable & { env: SubscriberEnvironment; version: string; severalFilters: boolean }
> {
  await using parts = new AsyncDisposableStack();
  const nats = parts.use(await natsForTest());
  const logOf = async (service: ServiceName) =>
    parts.use(await connectLog({ url: nats.urlOf(service), service, logger: createLogger(service, 'warn') }));
  // It names the consumers that are asked for without a name.
  await logOf('gateway');
  const [imager, tracker] = [await logOf('imager'), await logOf('tracker')];
  const end = async (requestId: string) => {
    await imager.publish('image.failed', { ...EXAMPLES['image.failed'], requestId });
    await tracker.publish('request.completed', { ...EXAMPLES['request.completed'], requestId });
  };
  await end('before');
  let live = 0;
  const timer = setInterval(() => {
    live += 1;
    void end(`live-${live}`).catch(() => {
      // The server is being stopped.
    });
  }, EVERY_MS);
  parts.defer(() => clearInterval(timer));
  const { host, username, password } = new URL(nats.urlOf('subscriber'));
  const operator = await connect({ servers: host });
  const version = operator.info?.version ?? '';
  await operator.close();
  const kept = parts.move();
  return {
    version,
    severalFilters: !isOlder(versionIn(version) ?? SEVERAL_FILTERS_SINCE, SEVERAL_FILTERS_SINCE),
    env: { NATS_URL: `nats://${host}`, NATS_USER: username, NATS_PASSWORD: password },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

import { connect, type JetStreamClient, StorageType } from 'nats';

/** How many messages a second one client publishes with a confirmation of each, by the replicas that confirm. */
export type PublishRates = { one: number; three: number };

const MESSAGES = 5000;
/** About what an image takes in the log. */
const BYTES = 1000;
/** As many as ingest has on their way. */
const AT_ONCE = 512;

/** Publishes to a stream with one replica and to one with three, in the same cluster, one after the other. */
export async function publishRates(url: string): Promise<PublishRates> {
  const connection = await connect({ servers: url.split(',') });
  const manager = await connection.jetstreamManager();
  const rateWith = async (replicas: number) => {
    const name = `RATE_${replicas}`;
    await manager.streams.add({
      name,
      subjects: [name],
      storage: StorageType.File,
      num_replicas: replicas,
    });
    const from = performance.now();
    await publishTo(connection.jetstream(), name);
    const seconds = (performance.now() - from) / 1000;
    await manager.streams.delete(name);
    return MESSAGES / seconds;
  };
  try {
    return { one: await rateWith(1), three: await rateWith(3) };
  } finally {
    await connection.close();
  }
}

async function publishTo(js: JetStreamClient, subject: string): Promise<void> {
  const payload = new Uint8Array(BYTES);
  let left = MESSAGES;
  const publisher = async () => {
    while (left-- > 0) await js.publish(subject, payload, { timeout: 20_000 });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, publisher));
}

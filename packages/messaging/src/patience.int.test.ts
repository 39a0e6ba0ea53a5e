import { natsClusterForTest } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect } from 'nats';
import { expect, test } from 'vitest';
import { connectLog } from './index.ts';

const logger = createLogger('test', 'silent');
const NETWORK = `127.${64 + ((process.pid >> 8) % 128)}.${process.pid % 256}`;
const HOSTS = [1, 2, 3].map((n) => `${NETWORK}.${n}`);

test('an upload waits while the server that it came to, which leads the log, falls silent', async () => {
  await using cluster = await natsClusterForTest(HOSTS);
  // That the log is there, and which server leads it.
  await using first = await connectLog({ url: cluster.url, service: 'gateway', replicas: 3, logger });
  await first.check({ patient: true });
  const operator = await connect({ servers: cluster.url.split(',') });
  const manager = await operator.jetstreamManager();
  const leader = (await manager.streams.info('HALFTONE')).cluster?.leader ?? '';
  await operator.close();
  const host = HOSTS[[...cluster.servers.keys()].indexOf(leader)];
  // Nobody answers at the other address, so that it comes to the leader, and learns of the others there.
  const url = `nats://${host}:4222,nats://${NETWORK}.9:4222`;
  await using log = await connectLog({ url, service: 'gateway', replicas: 3, logger });

  cluster.servers.get(leader)?.pause();
  try {
    await log.check({ patient: true });
    await log.uploads.put('catalogue', source());
    const cancelled = { requestId: 'r1', by: 'test' };
    const { duplicate } = await log.publish('request.cancelled', cancelled, { patient: true });
    expect(duplicate).toBe(false);
    const last = await log.lastEvent('request.cancelled', 'r1', { patient: true });
    expect(last?.event.data).toEqual(cancelled);
    expect(await log.uploads.get('catalogue')).not.toBeNull();
  } finally {
    cluster.servers.get(leader)?.resume();
  }
}, 90_000);

async function* source() {
  yield Buffer.from('a catalogue');
}

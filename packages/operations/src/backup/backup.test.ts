import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Backups, StreamSnapshot } from '@halftone/messaging';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoredObject } from '../output-store.ts';
import { backUp } from './back-up.ts';
import { restoredText } from './backup-text.ts';
import { listOutputs, missingOutputs } from './outputs-list.ts';
import { restore } from './restore.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-backup-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bucket = (...objects: StoredObject[]) => ({ objects: () => Readable.from(objects) });
const A = { key: 'r1/a.jpg', bytes: 10 };
const B = { key: 'r1/b.jpg', bytes: 20 };
const C = { key: 'r2/c.jpg', bytes: 30 };

/** A NATS with one stream; the protocol itself is tested with a real server in packages/messaging. */
function natsWith(changes: Partial<Backups> = {}) {
  const restored: StreamSnapshot[] = [];
  const snapshot = { config: { name: 'HALFTONE' }, state: { messages: 2, last_seq: 2 } } as StreamSnapshot;
  const backups: Backups = {
    serverVersion: '2.12.15',
    streams: async () => ['HALFTONE'],
    positions: async () => [],
    lastSequence: async () => 2,
    snapshot: async () => ({ ...snapshot, chunks: Readable.from([Buffer.from('archive')]) }),
    filled: async () => new Map(),
    inUse: async () => [],
    restore: async (stream) => {
      restored.push(stream);
      return stream.state;
    },
    placeConsumers: async () => {},
    ...changes,
  };
  return { backups, restored };
}

const backedUp = (store = bucket(A, B, C)) =>
  backUp({ ...natsWith(), store, bucket: 'halftone', version: '0.1.0' }, folder);

/** What a restore of the backup is refused with, and that it has touched nothing. */
async function refusal(changes: Partial<Backups> = {}): Promise<string> {
  const { backups, restored } = natsWith(changes);
  const attempt = restore({ backups, store: bucket() }, folder, { replace: false });
  const message = await attempt.then(
    () => 'done',
    (error: Error) => `${error.name}: ${error.message}`,
  );
  expect(restored).toEqual([]);
  return message;
}

test('a backup that was broken off is no backup', async () => {
  await mkdir(join(folder, 'streams/HALFTONE'), { recursive: true });
  expect(await refusal()).toMatch(/^RefusedError: .*no complete backup/);
});

test('a damaged backup is found before anything is touched', async () => {
  await backedUp();
  await writeFile(join(folder, 'streams/HALFTONE/stream.tar.s2'), 'archivE');
  expect(await refusal()).toMatch(/^RefusedError: .*stream.tar.s2 is damaged/);
});

test('a manifest that names files outside the backup is refused', async () => {
  const manifest = await backedUp();
  manifest.outputs.list.path = '../secrets';
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  expect(await refusal()).toMatch(/^RefusedError: .*not the manifest/);
});

test('a backup is refused by an older server, by a running service, and by a log that has events', async () => {
  await backedUp();
  expect(await refusal({ serverVersion: '2.11.0' })).toMatch(/older and would lose events/);
  expect(await refusal({ inUse: async () => ['tracker'] })).toMatch(/the consumer tracker is in use/);
  expect(await refusal({ filled: async () => new Map([['HALFTONE', 7]]) })).toMatch(
    /HALFTONE \(7 messages\)/,
  );
});

test('a folder that has something in it is left alone', async () => {
  await writeFile(join(folder, 'mine.txt'), '');
  await expect(backedUp()).rejects.toThrow(/is not empty/);
});

test('outputs that the bucket has no more, or has otherwise, are named after a restore', async () => {
  await backedUp();
  const later = { key: 'r3/d.jpg', bytes: 5 };
  const store = bucket(A, { ...C, bytes: 31 }, later);
  const restored = await restore({ backups: natsWith().backups, store }, folder, { replace: false });
  expect(restored.missing).toEqual({
    count: 2,
    first: [
      { key: B.key, why: 'missing' },
      { key: C.key, why: 'size differs' },
    ],
  });
  expect(restoredText(restored)).toContain(
    '2 of 3 outputs of the backup are not in the bucket as they were:',
  );
});

test('streams get as many copies as are asked for, and otherwise as many as they had', async () => {
  await backedUp();
  const { backups, restored } = natsWith();
  await restore({ backups, store: bucket(A, B, C) }, folder, { replace: false, replicas: 3 });
  await restore({ backups, store: bucket(A, B, C) }, folder, { replace: false });
  expect(restored.map(({ config }) => config.num_replicas)).toEqual([3, undefined]);
});

test('keys are compared as the bucket orders them, by bytes and not by UTF-16', async () => {
  const [before, after] = ['r/\uFF5E.jpg', 'r/\u{1F600}.jpg'].map((key) => ({ key, bytes: 1 }));
  const all = bucket(...[before, after].filter((object) => object !== undefined));
  expect(await Array.fromAsync(missingOutputs(listOutputs(all).content, all))).toEqual([]);
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STREAM } from '@halftone/contracts';
import type { Backups, Position, StreamHead } from '@halftone/messaging';
import { isOlder, versionIn } from '@halftone/runtime';
import { RefusedError } from '../command.ts';
import type { OutputStore } from '../output-store.ts';
import { checkFile, readChunks } from './files.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type MissingObject, missingOutputs } from './outputs-list.ts';

export type RestoreParts = { backups: Backups; store: Pick<OutputStore, 'objects'> };

export type Restored = {
  manifest: Manifest;
  /** The newest event that the log has now: the point in time to which it is restored. */
  sequence: number;
  /** Messages in each stream. */
  streams: { name: string; messages: number }[];
  /** Outputs of the backup that the bucket has not: how many, and the first of them. */
  missing: { count: number; first: MissingObject[] };
};

export type RestoreOptions = {
  /** Whether streams that have messages are replaced. */
  replace: boolean;
  /** How many copies a cluster keeps of each stream; as many as before, if undefined. */
  replicas?: number | undefined;
  onStream?: (name: string) => void;
};

const SHOWN = 20;

/**
 * Makes the streams as the backup has them, and has the services go on where they were. They must not run meanwhile.
 * Nothing is touched before all of the backup has been read and found whole.
 * @throws RefusedError with what to do
 */
export async function restore(
  { backups, store }: RestoreParts,
  folder: string,
  { replace, replicas, onStream = () => {} }: RestoreOptions,
): Promise<Restored> {
  const manifest = await readManifest(folder);
  for (const { head, archive } of manifest.streams) {
    await checkFile(folder, head);
    await checkFile(folder, archive);
  }
  await checkFile(folder, manifest.outputs.list);
  refuseServer(backups.serverVersion, manifest.natsServer);
  await refuseServices(backups);
  if (!replace) await refuseFilled(backups);

  const streams: Restored['streams'] = [];
  let sequence = 0;
  for (const { name, head, archive } of manifest.streams) {
    onStream(name);
    const { config, state } = JSON.parse(await readFile(join(folder, head.path), 'utf8')) as StreamHead;
    const wanted = { ...config, ...(replicas && { num_replicas: replicas }) };
    const chunks = readChunks(folder, archive.path);
    const now = await backups.restore({ config: wanted, state, chunks });
    streams.push({ name, messages: now.messages });
    if (name !== STREAM.name) continue;
    sequence = now.last_seq;
    await backups.placeConsumers(manifest.positions as Position[]);
  }
  const missing = await countMissing(missingOutputs(readChunks(folder, manifest.outputs.list.path), store));
  return { manifest, sequence, streams, missing };
}

function refuseServer(running: string, wrote: string): void {
  const [version, writtenBy] = [versionIn(running), versionIn(wrote)];
  if (version && writtenBy && isOlder(version, writtenBy)) {
    throw new RefusedError(
      `The backup is of nats-server ${wrote}; this is ${running}, which is older and would lose events. Run ${wrote} or newer.`,
    );
  }
}

/** A service would remember what it saw of the log before, and make empty streams while there are none. */
async function refuseServices(backups: Backups): Promise<void> {
  const [consumer] = await backups.inUse();
  if (consumer === undefined) return;
  throw new RefusedError(
    `A service is running: the consumer ${consumer} is in use. Stop all services; after npm start, stop it and use npm start -- --stores.`,
  );
}

async function refuseFilled(backups: Backups): Promise<void> {
  const filled = [...(await backups.filled())];
  if (filled.length === 0) return;
  const what = filled.map(([name, messages]) => `${name} (${messages} messages)`).join(', ');
  throw new RefusedError(
    `There are messages in ${what}. To lose them for those of the backup, add --replace; better take a backup of them first.`,
  );
}

async function countMissing(objects: AsyncIterable<MissingObject>): Promise<Restored['missing']> {
  const missing: Restored['missing'] = { count: 0, first: [] };
  for await (const object of objects) {
    missing.count += 1;
    if (missing.first.length < SHOWN) missing.first.push(object);
  }
  return missing;
}

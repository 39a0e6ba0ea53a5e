import type { Backups } from '@halftone/messaging';
import type { OutputStore } from '../output-store.ts';
import { type BackupFile, makeFolder, writePrivately } from './files.ts';
import { type Manifest, writeManifest } from './manifest.ts';
import { listOutputs } from './outputs-list.ts';

export type BackupParts = {
  backups: Backups;
  store: Pick<OutputStore, 'objects'>;
  /** The bucket's name, to be written down. */
  bucket: string;
  /** The version of Halftone. */
  version: string;
};

/**
 * Copies what cannot be rebuilt into a folder while everything runs: all streams, how far the services were, and which
 * outputs there are. What the log says has happened has led to outputs before it was said, so the outputs are listed last.
 * @throws RefusedError when there is something in the folder
 * @throws SnapshotError when NATS refuses
 */
export async function backUp(
  { backups, store, bucket, version }: BackupParts,
  folder: string,
  onStream: (name: string) => void = () => {},
): Promise<Manifest> {
  await makeFolder(folder);
  const startedAt = new Date().toISOString();
  const positions = await backups.positions();
  const sequenceAtLeast = await backups.lastSequence();
  const streams: Manifest['streams'] = [];
  for (const name of await backups.streams()) {
    onStream(name);
    streams.push({ name, ...(await copyStream(backups, { folder, name })) });
  }
  const sequenceAtMost = await backups.lastSequence();
  const outputs = listOutputs(store);
  const list = await writePrivately(folder, 'outputs.ndjson.gz', outputs.content);
  const manifest: Manifest = {
    format: 'halftone-backup/1',
    halftone: version,
    natsServer: backups.serverVersion,
    startedAt,
    endedAt: new Date().toISOString(),
    log: { sequenceAtLeast, sequenceAtMost },
    streams,
    positions: positions.map(({ config, doneUpTo }) => ({ config: { ...config }, doneUpTo })),
    outputs: { bucket, ...outputs.counts, list },
  };
  await writeManifest(folder, manifest);
  return manifest;
}

/** The files are named and laid out as those of NATS's own command line, which can restore them too. */
async function copyStream(
  backups: Backups,
  { folder, name }: { folder: string; name: string },
): Promise<{ head: BackupFile; archive: BackupFile }> {
  const { config, state, chunks } = await backups.snapshot(name);
  const archive = await writePrivately(folder, `streams/${name}/stream.tar.s2`, chunks);
  const text = `${JSON.stringify({ config, state }, null, 2)}\n`;
  const head = await writePrivately(folder, `streams/${name}/backup.json`, [Buffer.from(text)]);
  return { head, archive };
}

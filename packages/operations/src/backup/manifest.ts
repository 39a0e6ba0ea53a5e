import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { RefusedError } from '../command.ts';
import { writePrivately } from './files.ts';

const Sequence = Type.Integer({ minimum: 0 });
const File = Type.Object({
  // Nothing outside the folder of the backup is ever read, whoever has written the manifest.
  path: Type.String({ pattern: '^(streams/[A-Za-z_]+/)?[a-z0-9.-]+$' }),
  bytes: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});

/** What a backup consists of. It is written last, so a folder without it is no backup. */
export const Manifest = Type.Object({
  format: Type.Literal('halftone-backup/1'),
  /** The version of Halftone that made it. */
  halftone: Type.String(),
  natsServer: Type.String(),
  startedAt: Type.String({ format: 'date-time' }),
  endedAt: Type.String({ format: 'date-time' }),
  /** The log ends at a sequence between those two: the newest before and after it was copied. */
  log: Type.Object({ sequenceAtLeast: Sequence, sequenceAtMost: Sequence }),
  /** In the order in which they were copied. */
  streams: Type.Array(Type.Object({ name: Type.String(), head: File, archive: File })),
  /** The durable consumers of the services, as NATS describes them, and what each had done before the log was copied. */
  positions: Type.Array(
    Type.Object({ config: Type.Record(Type.String(), Type.Unknown()), doneUpTo: Sequence }),
  ),
  outputs: Type.Object({ bucket: Type.String(), objects: Type.Integer(), bytes: Type.Integer(), list: File }),
});
export type Manifest = Static<typeof Manifest>;

const FILE = 'manifest.json';

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writePrivately(folder, FILE, [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]);
}

/** @throws RefusedError when the folder is no complete backup, or one of a form that this version does not know */
export async function readManifest(folder: string): Promise<Manifest> {
  const found = await contentOf(join(folder, FILE));
  if (Value.Check(Manifest, found)) return found;
  throw new RefusedError(
    `${join(folder, FILE)} is not the manifest of a backup that this version of Halftone can restore.`,
  );
}

async function contentOf(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const message = `${file} cannot be read. A folder without it is no complete backup: take another one.`;
    throw new RefusedError(message, { cause });
  }
}

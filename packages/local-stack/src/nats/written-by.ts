import { glob, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Version, versionIn } from '@halftone/runtime/version';

/**
 * Which server wrote a store last. An older one must not open it: nats-server 2.9.10 takes what 2.10 and newer note of a
 * deleted message for a message, and acknowledged messages are lost, also after going back.
 */

const FILE = 'server-version';

/** Since this version a stream's description names its compression. */
const NAMES_COMPRESSION_SINCE: Version = [2, 10, 0];

/**
 * The version of the server that wrote a folder's streams last, or undefined where there are none. Of a folder that holds no
 * record, as before this was kept, it is the oldest that may have written it, as far as that can be seen.
 * @param directory the folder in which the server's configuration and streams are
 */
export async function writtenBy(directory: string): Promise<Version | undefined> {
  const recorded = await readFile(join(directory, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return versionIn(recorded) ?? (await seenInStreams(directory));
}

/** To be called before the server starts: from then on no older one may open the folder. */
export async function recordWriter(directory: string, version: Version): Promise<void> {
  const file = join(directory, FILE);
  await writeFile(`${file}.new`, `${version.join('.')}\n`);
  await rename(`${file}.new`, file);
}

async function seenInStreams(directory: string): Promise<Version | undefined> {
  for await (const file of glob('jetstream/**/streams/*/meta.inf', { cwd: directory })) {
    if ((await readFile(join(directory, file), 'utf8')).includes('"compression"'))
      return NAMES_COMPRESSION_SINCE;
  }
  return undefined;
}

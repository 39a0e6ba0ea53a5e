import { join } from 'node:path';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { saveFile } from '../server/save-file.ts';
import type { Call } from '../server/server.ts';
import type { Session } from '../session.ts';
import { bytes } from '../terminal/wording.ts';

export type DownloadTask = {
  id: string;
  files: (keyof typeof FILES)[];
  /** Where the files go; made when it is not there. */
  folder: string;
};

/** What can be downloaded: its address under the request, and how its name ends here. */
const FILES = {
  output: { path: 'output.csv', ending: '.csv' },
  failed: { path: 'failed.csv', ending: '-failed.csv' },
  zip: { path: 'output.zip', ending: '.zip' },
} as const;

/** How many bytes go by before the line that counts them is drawn again. */
const REDRAW_EVERY = 1_000_000;

/** Saves files of a request. */
export async function download(session: Session, { id, files, folder }: DownloadTask): Promise<ExitCode> {
  for (const file of files) {
    const { path, ending } = FILES[file];
    const saved = await saveAs(session, { path: `requests/${id}/${path}`, name: `${id}${ending}`, folder });
    session.output.data({ file, ...saved });
  }
  return EXIT.ok;
}

type Wanted = { path: string; query?: Call['query']; name: string; folder: string };

/** Saves what the server answers under a path in a file of this name. */
export async function saveAs(
  { server, output, signal }: Session,
  { path, query = {}, name, folder }: Wanted,
): Promise<{ path: string; bytes: number }> {
  const response = await server.call(path, { query, headers: { accept: '*/*' } });
  const target = join(folder, name);
  const counter = counted(server.read<Uint8Array>(response.body), (size) =>
    output.redraw(`${target}  ${bytes(size)}`),
  );
  await saveFile(target, counter.content, signal);
  output.say(`Saved ${target} (${bytes(counter.size())}).`);
  return { path: target, bytes: counter.size() };
}

function counted(source: AsyncIterable<Uint8Array>, report: (size: number) => void) {
  let size = 0;
  async function* content() {
    let told = 0;
    for await (const chunk of source) {
      size += chunk.length;
      if (size - told >= REDRAW_EVERY) {
        told = size;
        report(size);
      }
      yield chunk;
    }
  }
  return { content: content(), size: () => size };
}

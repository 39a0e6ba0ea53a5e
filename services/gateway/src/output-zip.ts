import { extname } from 'node:path';
import { makeZip } from 'client-zip';

/** An image of the zip: where it stands in the catalogue, and where its bytes are. */
export type ZippedOutput = {
  /** Position of the product in the file, from 1. */
  row: number;
  name: string;
  /** Position of the image in its product, from 1. */
  position: number;
  key: string;
  url: string;
};

/** The bytes of an output, or null when the object is gone. */
export type FetchOutput = (output: { key: string; url: string }) => Promise<Uint8Array | null>;

/** In letters of up to four bytes each: with the numbers before and after it, a name stays below the 255 bytes that file systems allow. */
const LONGEST_NAME = 50;

/**
 * The outputs as a zip, made while it is read: one image at a time is in memory. Images are stored as they are, since
 * compressed images do not get smaller. Each image is fetched before its entry begins, so that one that cannot be had
 * becomes a note beside the others and not a broken zip.
 */
export function outputZip(
  outputs: AsyncIterable<ZippedOutput>,
  { fetchOutput, modified }: { fetchOutput: FetchOutput; modified: Date },
): AsyncIterable<Uint8Array> {
  // A reader that stops early just stops: client-zip answers a cancellation with an error, and there is nothing to clean up.
  return makeZip(entriesOf(outputs, fetchOutput, modified)).values({ preventCancel: true });
}

async function* entriesOf(
  outputs: AsyncIterable<ZippedOutput>,
  fetchOutput: FetchOutput,
  lastModified: Date,
) {
  for await (const output of outputs) {
    const bytes = await fetchOutput(output);
    const name = `${baseNameOf(output)}${bytes ? extname(output.key) : '.missing.txt'}`;
    yield { name, lastModified, input: bytes ?? `The image is no longer at ${output.url}\n` };
  }
}

/** Unique, since no two images share product and position; and such that every file system takes it. */
function baseNameOf({ row, name, position }: ZippedOutput): string {
  const readable = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  const short = [...readable].slice(0, LONGEST_NAME).join('');
  return [row, short, position].filter((part) => part !== '').join('-');
}

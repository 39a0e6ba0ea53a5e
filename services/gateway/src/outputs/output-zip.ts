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
 * The most images of one zip: a zip without extensions holds 65,535 files, which every program reads; and its directory
 * has to be kept in memory until its end.
 */
export const IMAGES_PER_ZIP = 65_000;

export type ZipOptions = {
  fetchOutput: FetchOutput;
  modified: Date;
  /** Which part of the outputs, from 1, where they are more than one zip takes. */
  part: number;
  /** Where the part after this one is. */
  next: string;
  imagesPerZip?: number;
};

/**
 * One part of the outputs as a zip, made while it is read: one image at a time is in memory. Images are stored as they
 * are, since compressed images do not get smaller. Each image is fetched before its entry begins, so that one that cannot
 * be had becomes a note beside the others and not a broken zip.
 */
export function outputZip(
  outputs: AsyncIterable<ZippedOutput>,
  options: ZipOptions,
): AsyncIterable<Uint8Array> {
  // A reader that stops early just stops: client-zip answers a cancellation with an error, and there is nothing to clean up.
  return makeZip(entriesOf(outputs, options)).values({ preventCancel: true });
}

async function* entriesOf(
  outputs: AsyncIterable<ZippedOutput>,
  { fetchOutput, modified: lastModified, part, next, imagesPerZip = IMAGES_PER_ZIP }: ZipOptions,
) {
  const last = part * imagesPerZip;
  let place = 0;
  for await (const output of outputs) {
    place++;
    if (place <= last - imagesPerZip) continue;
    if (place > last) {
      yield { name: 'more-images.txt', lastModified, input: `There are more images at ${next}\n` };
      return;
    }
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

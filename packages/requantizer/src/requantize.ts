import { withKernel } from './kernel/kernel.ts';
import { requantizeScan } from './kernel/requantize-scan.ts';
import { tablesFor } from './quantizing/standard-tables.ts';
import { accept } from './reading/accept.ts';
import { Declined } from './reading/declined.ts';
import { type JpegFile, readFile } from './reading/read-file.ts';
import { writeFile } from './writing/write-file.ts';

/** The file that was written, or why there is none. */
export type Requantized = { bytes: Buffer; width: number; height: number } | { declined: string };

/**
 * Makes a JPEG smaller without decoding it: its coefficients are divided by larger steps, and written with Huffman codes made
 * for them. The result is a baseline JFIF file with the tables that libjpeg has for the quality. Orientation, profile and
 * other metadata do not come along.
 *
 * Takes complete and faultless files of 8 bits, sequential with Huffman codes in one scan, that are grey, or YCbCr with 4:2:0.
 * Of these not the ones whose steps are such that a decoder's results can be better: about half as large as the new ones,
 * hardly smaller, or larger. Every other one is declined, which does not say that it is bad.
 * @param quality from 1 to 100, as libjpeg counts it
 */
export function requantize(bytes: Uint8Array, quality: number): Requantized {
  try {
    const file = readFile(bytes);
    accept(file);
    const { width, height } = file.frame;
    return { bytes: rewrite(file, bytes, quality), width, height };
  } catch (error) {
    if (error instanceof Declined) return { declined: error.message };
    throw error;
  }
}

function rewrite(file: JpegFile, bytes: Uint8Array, quality: number): Buffer {
  const { luminance, chrominance } = tablesFor(quality);
  const tables = file.frame.components.length === 1 ? [luminance] : [luminance, chrominance];
  return withKernel((kernel) => {
    requantizeScan(file, bytes, tables, kernel);
    return writeFile({ frame: file.frame, quantization: tables }, kernel);
  });
}

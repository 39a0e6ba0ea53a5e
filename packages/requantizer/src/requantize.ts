import { countBlocks, countUnits } from './decoding/layout.ts';
import { requantizeScan } from './decoding/requantize-scan.ts';
import { declineSteps } from './quantizing/decline-steps.ts';
import type { Quantizer } from './quantizing/quantize-block.ts';
import { tablesFor } from './quantizing/standard-tables.ts';
import { stepsBetween } from './quantizing/steps.ts';
import { accept } from './reading/accept.ts';
import { Declined, decline } from './reading/declined.ts';
import { type JpegFile, readFile } from './reading/read-file.ts';
import { CHROMINANCE_TABLES, createTokens, LUMINANCE_TABLES } from './writing/tokens.ts';
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
    return { bytes: rewrite(file, quality), width, height };
  } catch (error) {
    if (error instanceof Declined) return { declined: error.message };
    throw error;
  }
}

/** What photographs have at a quality of 50. */
const TOKENS_OF_A_BLOCK = 6;

function rewrite(file: JpegFile, quality: number): Buffer {
  const { frame, quantization } = file;
  const { luminance, chrominance } = tablesFor(quality);
  const quantizers = frame.components.map((component, index): Quantizer => {
    const from =
      quantization[component.quantization] ?? decline('a component without its quantization table');
    declineSteps(from, index === 0 ? luminance : chrominance);
    return index === 0
      ? { steps: stepsBetween(from, luminance, 'up'), tables: LUMINANCE_TABLES, before: 0 }
      : { steps: stepsBetween(from, chrominance, 'to-zero'), tables: CHROMINANCE_TABLES, before: 0 };
  });
  const tokens = createTokens(TOKENS_OF_A_BLOCK * blocksWithin(file));
  requantizeScan(file, quantizers, tokens);
  const tables = frame.components.length === 1 ? [luminance] : [luminance, chrominance];
  return writeFile({ frame, quantization: tables, tokens });
}

/**
 * How many blocks there are.
 * @throws Declined when the data are too short for them: the dimensions alone must not make anybody take memory
 */
function blocksWithin({ frame, data }: JpegFile): number {
  const blocks = countUnits(frame) * countBlocks(frame);
  return blocks > (data.ends.at(-1) ?? 0) ? decline('fewer bits than blocks') : blocks;
}

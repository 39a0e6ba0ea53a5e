import { type Kernel, withKernel } from './kernel/kernel.ts';
import { requantizeScan } from './kernel/requantize-scan.ts';
import { requantizeStored } from './kernel/requantize-stored.ts';
import type { Steps } from './kernel/tables.ts';
import { declineSteps } from './quantizing/decline-steps.ts';
import { tablesFor } from './quantizing/standard-tables.ts';
import { transposed } from './quantizing/zigzag.ts';
import { accept, type Halving } from './reading/accept.ts';
import { Declined, decline } from './reading/declined.ts';
import type { Frame } from './reading/headers.ts';
import type { QuantizationTable } from './reading/quantization-table.ts';
import { readFirstScan, type Scan } from './reading/read-file.ts';
import { turnedFrame } from './reading/turned-frame.ts';
import { writeFile } from './writing/write-file.ts';

/** The file that was written, or why there is none. */
export type Requantized = { bytes: Buffer; width: number; height: number } | { declined: string };

export type Wanted = {
  /** From 1 to 100, as libjpeg counts it. */
  quality: number;
  /** How the picture has to be turned or mirrored to stand as it is shown, as EXIF counts it: from 1, which is not at all, to 8. */
  orientation?: number;
};

/**
 * Makes a JPEG smaller without decoding it: its coefficients are divided by larger steps, and written with Huffman codes made
 * for them. The result is a baseline JFIF file with 4:2:0 and the tables that libjpeg has for the quality. Profile and other
 * metadata do not come along.
 *
 * Takes complete and faultless files of 8 bits with Huffman codes, sequential and progressive, that are grey, or YCbCr with
 * 4:2:0, 4:2:2, 4:4:0 or 4:4:4. Of these not the ones whose steps are such that a decoder's results can be better: about half as
 * large as the new ones, hardly smaller, or larger. Every other one is declined, which does not say that it is bad.
 */
export function requantize(bytes: Uint8Array, { quality, orientation = 1 }: Wanted): Requantized {
  try {
    const scan = readFirstScan(bytes);
    const halving = accept(scan);
    const frame = turnedFrame(scan.frame, orientation);
    const { width, height } = frame;
    return { bytes: rewrite(bytes, scan, { quality, orientation, halving, frame }), width, height };
  } catch (error) {
    if (error instanceof Declined) return { declined: error.message };
    throw error;
  }
}

type Work = { quality: number; orientation: number; halving: Halving; frame: Frame };

function rewrite(bytes: Uint8Array, scan: Scan, work: Work): Buffer {
  const { luminance, chrominance } = tablesFor(work.quality);
  const tables = work.frame.components.length === 1 ? [luminance] : [luminance, chrominance];
  const steps = scan.frame.components.map((_, index) =>
    stepsOf(scan, work, index, tables[Math.min(index, 1)]),
  );
  return withKernel((kernel) => {
    putFile(kernel, bytes);
    if (isSimple(scan, work)) requantizeScan(kernel, bytes, scan, steps);
    else requantizeStored(kernel, bytes, scan, steps, work);
    return writeFile({ frame: work.frame, quantization: tables }, kernel);
  });
}

/** Where the blocks are written in the order in which they come. */
function isSimple({ frame, members, first, last, high, low }: Scan, { orientation, halving }: Work): boolean {
  const isWhole =
    members.length === frame.components.length && first === 0 && last === 63 && high + low === 0;
  return !frame.isProgressive && isWhole && orientation === 1 && !halving.across && !halving.down;
}

/** Where chrominance is halved its coefficients are made anew, as a decoder would, and any steps are good. */
function stepsOf(
  scan: Scan,
  { orientation, halving }: Work,
  index: number,
  to: QuantizationTable | undefined,
): Steps {
  const { quantization } = scan.frame.components[index] ?? decline('a fourth component');
  const from = scan.quantization[quantization];
  if (!from || !to) return decline('a component without its quantization table');
  if (index > 0 && (halving.across || halving.down)) return { from, to };
  const turned = orientation > 4 ? transposed(from) : from;
  declineSteps(turned, to);
  return { from: turned, to };
}

function putFile(kernel: Kernel, bytes: Uint8Array): void {
  const room = kernel.open(bytes.length) || decline('a file that there is no memory for');
  new Uint8Array(kernel.memory.buffer).set(bytes, room);
}

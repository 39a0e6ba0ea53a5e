import sharp from 'sharp';
import { KERNEL_FAULT } from './kernel/kernel.ts';
import { pixelsOf, psnr } from './pictures.fixture.ts';
import { requantize, type Wanted } from './requantize.ts';

/** What became of a file, and what is wrong with that. */
export type Verdict = { isTaken: boolean; complaint?: string };

/** Of a small damaged picture a decoder's own rounding may be off by so much, in dB. */
const TOLERANCE = 2;

/**
 * What is taken has to be what a decoder reads without a complaint, and the result as close to what it sees as its own would be.
 * What is left to a decoder is never wrong, unless it is the kernel that failed.
 */
export async function judge(jpeg: Buffer, wanted: Wanted): Promise<Verdict> {
  let result: ReturnType<typeof requantize>;
  try {
    result = requantize(jpeg, wanted);
  } catch (error) {
    return { isTaken: false, complaint: `it failed: ${error}` };
  }
  if ('declined' in result) {
    const isFault = result.declined.startsWith(KERNEL_FAULT);
    return { isTaken: false, ...(isFault && { complaint: result.declined }) };
  }
  try {
    const complaint = await compare(jpeg, result.bytes, wanted);
    return { isTaken: true, ...(complaint !== undefined && { complaint }) };
  } catch (error) {
    return { isTaken: true, complaint: `a decoder complains: ${error}` };
  }
}

async function compare(
  jpeg: Buffer,
  result: Buffer,
  { quality, orientation = 1 }: Wanted,
): Promise<string | undefined> {
  const reencoded = await sharp(jpeg, { failOn: 'warning' }).jpeg({ quality }).toBuffer();
  const [from, to, reference] = await Promise.all([jpeg, result, reencoded].map(pixelsOf));
  if (!from || !to || !reference) return 'no pixels';
  const isTransposed = orientation > 4;
  const [width, height] = isTransposed ? [from.height, from.width] : [from.width, from.height];
  if (to.width !== width || to.height !== height) return 'other dimensions';
  if (to.channels !== reference.channels) return 'other channels';
  if (orientation > 1) return undefined;
  const [ours, theirs] = [psnr(from.data, to.data), psnr(from.data, reference.data)];
  return ours < theirs - TOLERANCE ? `${ours.toFixed(2)} dB instead of ${theirs.toFixed(2)}` : undefined;
}

import { requantize } from '@halftone/requantizer';
import sharp from 'sharp';
import type { ProcessorTimeTask } from './processor-time.ts';

sharp.concurrency(1);
sharp.cache(false);

const WAYS: Readonly<Record<ProcessorTimeTask['way'], (picture: Buffer) => unknown>> = {
  requantized,
  reencoded: (picture) => sharp(picture).jpeg({ quality: 50 }).toBuffer(),
};

process.on('message', async ({ way, pictures, count }: ProcessorTimeTask) => {
  const before = process.cpuUsage();
  for (let index = 0; index < count; index++)
    await WAYS[way](pictures[index % pictures.length] ?? Buffer.of());
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / 1000 / count);
});

/** Nothing is measured of a file that is declined. */
function requantized(picture: Buffer): void {
  const result = requantize(picture, { quality: 50 });
  if ('declined' in result) throw new Error(`A picture of the bench is declined: ${result.declined}`);
}

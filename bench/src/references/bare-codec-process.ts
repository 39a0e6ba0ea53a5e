import sharp from 'sharp';
import type { BareCodecTask } from './bare-codec.ts';

/** What anybody would write first: quality 50, everything else as sharp has it. */

sharp.concurrency(1);
sharp.cache(false);
let pictures: Buffer[] = [];

process.on('message', (message: BareCodecTask | { pictures: Buffer[] }) => {
  if ('pictures' in message) {
    pictures = message.pictures;
    process.send?.(0);
  } else {
    void compress(message).then((ms) => process.send?.(ms));
  }
});

async function compress({ count, concurrency }: BareCodecTask): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const work = async () => {
    while (next < count) {
      const picture = pictures[next++ % pictures.length];
      await sharp(picture).jpeg({ quality: 50 }).toBuffer();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return performance.now() - startedAt;
}

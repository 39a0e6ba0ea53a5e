import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { originForTest, systemForTest } from '@halftone/local-stack/testing';
import sharp from 'sharp';

/** Halftone with a shop whose images it can fetch and a receiver of webhooks, and the catalogue of that shop. */
export type Stage = AsyncDisposable & {
  api: string;
  catalogue: string;
  webhookUrl: string;
};

/** @param folder where the catalogue is written, as `catalogue.csv` */
export async function stageForTest(folder: string): Promise<Stage> {
  await using parts = new AsyncDisposableStack();
  const system = parts.use(await systemForTest());
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const create = { width: 320, height: 240, channels: 3, background: 'grey', noise } as const;
  const picture = await sharp({ create }).jpeg({ quality: 95 }).toBuffer();
  const origin = parts.use(
    await originForTest({
      '/mug.jpg': (_request, response) => void response.end(picture),
      '/hook': (request, response) => void request.resume().on('end', () => response.writeHead(204).end()),
    }),
  );
  const catalogue = join(folder, 'catalogue.csv');
  await writeFile(catalogue, `S. No.,Product Name,Input Image URLs\n1,Mug,${origin.url}/mug.jpg\n`);
  const running = parts.move();
  return {
    api: system.api,
    catalogue,
    webhookUrl: `${origin.url}/hook`,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

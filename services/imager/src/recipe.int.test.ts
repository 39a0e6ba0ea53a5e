import { imageIdOf, type Recipe } from '@halftone/contracts';
import { originForTest } from '@halftone/local-stack/testing';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { FILES } from './codec/images.fixture.ts';
import { imagerForTest } from './imager.fixture.ts';

it('stores what the recipe asks for, and says what came out', async () => {
  const bytes = await FILES.png();
  await using imager = await imagerForTest();
  await using origin = await originForTest({ '/a.png': (_request, response) => void response.end(bytes) });
  const url = `${origin.url}/a.png`;
  const recipe: Recipe = { quality: 50, format: 'webp', maxWidth: 120, targetRatio: 0.05 };
  const imageId = imageIdOf(url, recipe);
  await imager.log.publish('image.requested', { requestId: 'r1', imageId, url, recipe, lane: 'express' });

  const outcome = (await imager.outcomes('r1', 1)).get(imageId);
  expect(outcome).toMatchObject({
    name: 'image.compressed',
    data: {
      source: { format: 'png', width: 240, height: 160 },
      output: { key: `r1/${imageId}.webp`, contentType: 'image/webp', width: 120, height: 80 },
      quality: expect.any(Number),
    },
  });
  const { endpoint, bucket } = imager.objectStore;
  const stored = await fetch(`${endpoint}/${bucket}/r1/${imageId}.webp`);
  const output = Buffer.from(await stored.arrayBuffer());
  expect(output.length).toBeLessThanOrEqual(bytes.length * 0.05);
  expect(await sharp(output).metadata()).toMatchObject({ format: 'webp', width: 120, height: 80 });
});

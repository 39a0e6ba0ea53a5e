import { beforeAll, describe, expect, it } from 'vitest';
import { DAMAGES, drawSound } from './damages.fixture.ts';
import { judge } from './judge.fixture.ts';
import { createRandom } from './pictures.fixture.ts';

/** Of each damage, in turn for the forms of files; `npm run fuzz:requantizer` tries more. */
const ROUNDS = 80;

describe('of a damaged file', () => {
  let sources: Buffer[] = [];
  beforeAll(async () => {
    sources = await drawSound();
  });

  it.each(Object.entries(DAMAGES))('with %s what is taken is as a decoder reads it', async (_, damage) => {
    const random = createRandom(20_261_129);
    for (let round = 0; round < ROUNDS; round++) {
      const jpeg = damage(Buffer.from(sources[round % sources.length] ?? []), random);
      const { complaint } = await judge(jpeg, { quality: 50 });
      expect(complaint, `round ${round}`).toBeUndefined();
    }
  });

  it('without a damage everything is taken', async () => {
    for (const source of sources) {
      expect(await judge(source, { quality: 50 })).toEqual({ isTaken: true });
    }
  });
});

import { expect, it } from 'vitest';
import { picture } from './images.fixture.ts';
import { inspect } from './inspect.ts';
import { planOf } from './plan.ts';

it('what would take too long for a small file is given the usual effort', async () => {
  const source = await inspect(await picture().jpeg().toBuffer(), ['jpeg']);
  const large = { ...source, width: 6_000, height: 6_000 };
  const recipe = { quality: 50, effort: 'small' } as const;
  expect(planOf(source, recipe).effort).toBe('small');
  expect(planOf(large, recipe).effort).toBe('balanced');
  expect(planOf(large, { ...recipe, maxWidth: 3_000 }).effort).toBe('small');
});

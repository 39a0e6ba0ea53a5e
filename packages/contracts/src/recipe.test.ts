import { expect, test } from 'vitest';
import { imageIdOf } from './ids.ts';
import { DEFAULT_RECIPE, recipeOf, withoutAuto, workOf } from './recipe.ts';

test('a recipe that only repeats the defaults is the default recipe', () => {
  const spelledOut = recipeOf({ quality: 50, format: 'same', effort: 'balanced', keepMetadata: false });
  expect(spelledOut).toEqual(DEFAULT_RECIPE);
  expect(imageIdOf('https://a.example/1.jpg', spelledOut)).toBe(
    imageIdOf('https://a.example/1.jpg', DEFAULT_RECIPE),
  );
});

test('every option that differs from the default makes another recipe', () => {
  const options = [
    {},
    { quality: 51 },
    { format: 'webp' },
    { maxWidth: 800 },
    { maxHeight: 800 },
    { effort: 'small' },
    { targetRatio: 0.5 },
    { maxBytes: 200_000 },
    { maxBytes: 200_000, mayScale: true },
    { look: 'good' },
    { look: 'small' },
    { keepMetadata: true },
    { keepMetadata: 'none' },
  ] as const;
  const ids = options.map((option) => imageIdOf('https://a.example/1.jpg', recipeOf(option)));
  expect(new Set(ids).size).toBe(options.length);
});

test('whether outputs are reused changes no id: the same work gives the same outputs', () => {
  const id = imageIdOf('https://a.example/1.jpg', DEFAULT_RECIPE);
  for (const reuse of ['auto', 'never', 'trust'] as const) {
    const recipe = recipeOf({ reuse, reuseMaxAge: 3600 });
    expect(imageIdOf('https://a.example/1.jpg', recipe)).toBe(id);
    expect(workOf(recipe)).toEqual(DEFAULT_RECIPE);
  }
});

test('an age stands in a recipe that trusts, and in no other', () => {
  expect(recipeOf({ reuse: 'auto', reuseMaxAge: 60 })).toEqual({ quality: 50 });
  expect(recipeOf({ reuse: 'never', reuseMaxAge: 60 })).toEqual({ quality: 50, reuse: 'never' });
  expect(recipeOf({ reuse: 'trust', reuseMaxAge: 60 })).toEqual({
    quality: 50,
    reuse: 'trust',
    reuseMaxAge: 60,
  });
});

test('an option that this version does not know is part of the work', () => {
  const later = { ...DEFAULT_RECIPE, tint: 'warm' };
  expect(imageIdOf('https://a.example/1.jpg', later)).not.toBe(
    imageIdOf('https://a.example/1.jpg', DEFAULT_RECIPE),
  );
});

test('scaling says nothing without a size', () => {
  expect(recipeOf({ mayScale: true })).toEqual(DEFAULT_RECIPE);
  expect(recipeOf({ maxBytes: 5000, mayScale: false })).toEqual({ quality: 50, maxBytes: 5000 });
});

test.each([
  [{ quality: 'auto' }, { look: 'good' }],
  [
    { quality: 'auto', look: 'identical', format: 'webp' },
    { look: 'identical', format: 'webp' },
  ],
  [{ quality: 60 }, { quality: 60 }],
  [{ quality: 'Auto' }, { quality: 'Auto' }],
  ['auto', 'auto'],
  [null, null],
])('of %j the word auto becomes a look', (written, recipe) => {
  expect(withoutAuto(written)).toEqual(recipe);
});

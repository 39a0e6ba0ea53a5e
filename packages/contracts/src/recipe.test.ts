import { expect, test } from 'vitest';
import { imageIdOf } from './ids.ts';
import { DEFAULT_RECIPE, recipeOf } from './recipe.ts';

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
    { keepMetadata: true },
    { keepMetadata: 'none' },
  ] as const;
  const ids = options.map((option) => imageIdOf('https://a.example/1.jpg', recipeOf(option)));
  expect(new Set(ids).size).toBe(options.length);
});

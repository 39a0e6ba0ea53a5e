import { expect, it } from 'vitest';
import { remembered } from './remembered.ts';

it('what derives from a text is derived once, and of so many texts only', () => {
  const derived: string[] = [];
  const upper = remembered(2, (text) => {
    derived.push(text);
    return text.toUpperCase();
  });
  expect(['a', 'b', 'a', 'b'].map(upper)).toEqual(['A', 'B', 'A', 'B']);
  expect(derived).toEqual(['a', 'b']);
  expect(['c', 'a', 'c'].map(upper)).toEqual(['C', 'A', 'C']);
  expect(derived).toEqual(['a', 'b', 'c', 'a']);
});

it('a text from which nothing derives is refused each time', () => {
  const refuse = remembered(2, (text): string => {
    throw new Error(`${text} is refused`);
  });
  for (const text of ['a', 'a']) expect(() => refuse(text)).toThrow('a is refused');
});

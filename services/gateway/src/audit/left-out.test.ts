import { expect, test } from 'vitest';
import { leftOutOf } from './left-out.ts';

test('an audit says how many products were left out for having no image, and nothing where there are none', () => {
  expect(leftOutOf({})).toBeNull();
  expect(leftOutOf({ withoutImages: 1 })).toMatchObject({
    products: 1,
    message: '1 product of the file has no image and was left out when it was read. No verdict is about it.',
  });
  expect(leftOutOf({ withoutImages: 12 })).toMatchObject({
    products: 12,
    message:
      '12 products of the file have no image and were left out when it was read. No verdict is about them.',
    hint: expect.stringMatching(/\w/),
  });
});

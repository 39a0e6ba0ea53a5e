import { expect, test } from 'vitest';
import { interleave, median, percentile } from './statistics.ts';

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([5, 1, 3])).toBe(3);
});

test('a percentile is a value that occurred', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(values, 99)).toBe(99);
  expect(percentile(values, 95)).toBe(95);
  expect(percentile([7], 99)).toBe(7);
});

test('measured and reference take turns, and the ratio is the median of the pairs', async () => {
  const order: string[] = [];
  const times = [10, 20, 40];
  const result = await interleave(
    3,
    {
      measured: async () => {
        order.push('measured');
        return times.shift() ?? 0;
      },
      reference: async () => {
        order.push('reference');
        return 20;
      },
    },
    ({ measured, reference }) => reference / measured,
  );
  expect(order).toEqual(['reference', 'measured', 'measured', 'reference', 'reference', 'measured']);
  expect(result).toEqual({ measured: 20, reference: 20, ratio: 1 });
});

import { expect, test } from 'vitest';
import { checkComplete, createProgress, noteScan } from './progress.ts';

const FRAME = {
  width: 8,
  height: 8,
  isProgressive: true,
  components: [{ id: 1, across: 1, down: 1, quantization: 0 }],
};

type Part = [first: number, last: number, high: number, low: number];

function read(parts: readonly Part[]): void {
  const progress = createProgress(FRAME);
  for (const [count, [first, last, high, low]] of parts.entries()) {
    noteScan(progress, FRAME, { members: [{ index: 0, dc: 0, ac: 0 }], first, last, high, low }, count);
  }
  checkComplete(progress);
}

test('scans follow on one another until every bit has come', () => {
  expect(() =>
    read([
      [0, 0, 0, 1],
      [1, 5, 0, 2],
      [6, 63, 0, 2],
      [1, 63, 2, 1],
      [0, 0, 1, 0],
      [1, 63, 1, 0],
    ]),
  ).not.toThrow();
});

test.each<[string, Part[]]>([
  ['coefficients that never came', [[0, 0, 0, 0]]],
  [
    'coefficients that never came',
    [
      [0, 0, 0, 1],
      [1, 63, 0, 0],
    ],
  ],
  ['AC coefficients before the DC coefficient', [[1, 63, 0, 0]]],
  ['a scan of both DC and AC coefficients', [[0, 63, 0, 0]]],
  [
    'a scan of no coefficients',
    [
      [0, 0, 0, 0],
      [5, 4, 0, 0],
    ],
  ],
  [
    'a scan of no coefficients',
    [
      [0, 0, 0, 0],
      [1, 64, 0, 0],
    ],
  ],
  [
    'a scan out of its order',
    [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ],
  ],
  [
    'a scan out of its order',
    [
      [0, 0, 0, 2],
      [0, 0, 1, 0],
    ],
  ],
  [
    'a scan out of its order',
    [
      [0, 0, 0, 2],
      [0, 0, 2, 0],
    ],
  ],
  ['a scan out of its order', [[0, 0, 0, 8]]],
])('%s is nothing that a sound file has', (reason, parts) => {
  expect(() => read(parts)).toThrow(reason);
});

import { expect, test } from 'vitest';
import type { PreflightAnswer } from '../answers.ts';
import { preflightLines } from './preflight-lines.ts';

const good = {
  host: 'cdn.example',
  images: 900,
  looked: 3,
  reachable: true,
  likelyToFail: 0,
  findings: [],
  formats: [{ format: 'jpeg', images: 3 }],
  bytes: { smallest: 200_000, median: 300_000, largest: 400_000 },
  firstByteMs: { smallest: 40, median: 80, largest: 90 },
};
const bad = {
  ...good,
  host: 'intranet.example',
  images: 1,
  likelyToFail: 1,
  findings: [
    {
      problem: true,
      title: 'It asks for a login',
      detail: 'The server sent a login page.',
      hint: 'Make the images public.',
      certain: false,
    },
  ],
  formats: [],
  bytes: null,
  firstByteMs: null,
};
const preflight: PreflightAnswer = {
  chosen: 5,
  looked: 4,
  hosts: [bad, good],
  hostsOmitted: 0,
  estimate: {
    samples: 3,
    images: 900,
    sourceBytes: { low: 2e8, likely: 2.7e8, high: 4e8 },
    outputBytes: { low: 5e7, likely: 9e7, high: 2e8 },
    savedBytes: { low: 1e8, likely: 1.8e8, high: 3e8 },
    durationMs: { low: 5000, likely: 12_000, high: 60_000 },
  },
  rows: [
    {
      line: 7,
      name: 'Mug',
      url: 'https://intranet.example/a.jpg',
      reason: { title: 'This is not an image', detail: 'The server sent an HTML page.' },
      basis: 'looked',
    },
  ],
  rowsOmitted: 3,
};

test('what is to be expected is told host by host, then row by row, then as sums', () => {
  expect(preflightLines(preflight)).toEqual([
    'Looked at 4 images of 2 hosts (5 were chosen).',
    '  intranet.example: 1 image, 1 likely to fail',
    '    ! It asks for a login, it seems. The server sent a login page.',
    '      Make the images public.',
    '  cdn.example: 900 images, good (JPEG; 200 kB to 400 kB; answers after 80 ms)',
    'Likely to fail:',
    '  line 7, Mug: This is not an image. The server sent an HTML page. https://intranet.example/a.jpg',
    '  and about 3 more',
    'Estimate for 900 images, from 3 samples; the truth most likely lies between the two:',
    '  download  about 270 MB (200 MB to 400 MB)',
    '  outputs   about 90.0 MB (50.0 MB to 200 MB), 67 % saved',
    '  time      about 12 s (5.0 s to 1 min 0 s), with one imager that is free',
  ]);
});

test('where no size was seen, nothing is estimated', () => {
  const lines = preflightLines({
    ...preflight,
    hosts: [{ ...bad, reachable: null, looked: 0, findings: [] }],
    rows: [],
    rowsOmitted: 0,
    estimate: null,
  });
  expect(lines).toContain('  intranet.example: 1 image, not looked at to the end');
  expect(lines.at(-1)).toBe('No size was seen, so nothing can be estimated.');
});

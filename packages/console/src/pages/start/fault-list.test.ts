import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csvOf } from './fault-list.ts';

test('bad rows are a CSV that a spreadsheet reads, and none of it as a formula', () => {
  const detail = '=HYPERLINK("http://evil.example"), “a,b”';
  const text = csvOf([{ line: 3, code: 'invalid_url', detail, hint: 'Fix\nit.' }]);
  expect(parse(text)).toEqual([
    ['Line', 'Code', 'What is wrong', 'What to do'],
    ['3', 'invalid_url', `'${detail}`, 'Fix\nit.'],
  ]);
});

import { expect, test } from 'vitest';
import { CallError, problemIn } from '../../api/call-error.ts';
import type { DryRunReport } from '../../api/shapes.ts';
import { offersOf, withColumn, withImages } from './choices.ts';

const report: DryRunReport = {
  valid: true,
  totals: { products: 1, images: 1, duplicates: 0, rejected: 0, withoutImages: 0 },
  detected: {
    encoding: 'utf-8',
    delimiter: ',',
    format: 'csv',
    headerLine: 1,
    columns: { serial: 'SKU', name: 'Title', images: ['Photo'] },
  },
  headings: ['SKU', 'Title', 'Photo'],
  sheets: [],
  examples: [],
  ignoredImageColumns: [],
  errors: [],
  errorsOmitted: 0,
};

test('a file that was read offers its headings, and says which are taken', () => {
  expect(offersOf({ data: report, error: null })).toEqual({
    headings: ['SKU', 'Title', 'Photo'],
    sheets: [],
    taken: { id: 'SKU', name: 'Title', images: ['Photo'] },
    encoding: 'utf-8',
    isCsv: true,
  });
});

test('a file that was refused for its columns offers its headings', () => {
  const problem = problemIn({ detail: 'd', hint: 'h', headings: ['Nr', 'Was'] });
  expect(offersOf({ data: null, error: new CallError(400, problem) })?.headings).toEqual(['Nr', 'Was']);
  expect(offersOf({ data: report, error: new CallError(0, null) })).toBeNull();
});

test('a choice is made for one role at a time, and taken back', () => {
  const chosen = withColumn({ name: 'Title' }, 'id', 'SKU');
  expect(chosen).toEqual({ name: 'Title', id: 'SKU' });
  expect(withColumn(chosen, 'name', '')).toEqual({ id: 'SKU' });
});

test('an image column comes to those that were detected, or goes', () => {
  expect(withImages({}, ['Photo'], 'Freisteller', true)).toEqual({ images: ['Photo', 'Freisteller'] });
  expect(withImages({ id: 'SKU', images: ['Photo'] }, ['Photo'], 'Photo', false)).toEqual({ id: 'SKU' });
});

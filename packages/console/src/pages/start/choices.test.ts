import { expect, test } from 'vitest';
import { CallError } from '../../api/call-error.ts';
import { offersOf, withColumn, withImages } from './choices.ts';

const report = {
  headings: ['SKU', 'Title', 'Photo'],
  sheets: [],
  detected: { encoding: 'utf-8', columns: { serial: 'SKU', name: 'Title', images: ['Photo'] } },
} as unknown as Parameters<typeof offersOf>[0]['data'];

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
  const problem = { detail: 'd', hint: 'h', headings: ['Nr', 'Was'] } as unknown as CallError['problem'];
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

import { expect, test } from 'vitest';
import { fieldsOf, type Schema } from './schema-table.ts';

const answer: Schema = { type: 'integer', description: 'The answer.' };
const text: Schema = { type: 'string' };

test('a union of objects is one table: values side by side, and what only some variants have says which', () => {
  const union: Schema = {
    anyOf: [
      {
        properties: { id: text, outcome: { const: 'done', description: 'It went well.' }, answer },
        required: ['id', 'outcome', 'answer'],
      },
      {
        properties: {
          id: text,
          outcome: { const: 'waiting', description: 'It goes on.' },
          answer,
          next: { type: 'string', description: 'When.' },
        },
        required: ['id', 'outcome', 'next'],
      },
      {
        properties: { id: text, outcome: { const: 'given up', description: 'It ends.' }, answer },
        required: ['id', 'outcome'],
      },
    ],
  };
  expect(fieldsOf(union)).toEqual([
    ['`id`', 'string', ''],
    [
      '`outcome`',
      '`done`, `waiting`, `given up`',
      '`done`: It went well. `waiting`: It goes on. `given up`: It ends.',
    ],
    ['`answer`', 'integer, optional', 'The answer. Required with `done`.'],
    ['`next`', 'string', 'When. Only with `waiting`.'],
  ]);
});

test('the fields of nested objects and lists stand under their path', () => {
  const nested: Schema = {
    properties: {
      totals: { type: 'object', properties: { images: { type: 'integer' } }, required: ['images'] },
      rows: { type: 'array', items: { type: 'object', properties: { url: text } } },
    },
    required: ['totals'],
  };
  expect(fieldsOf(nested)).toEqual([
    ['`totals`', 'object', ''],
    ['`totals.images`', 'integer', ''],
    ['`rows`', 'list of object, optional', ''],
    ['`rows[].url`', 'string, optional', ''],
  ]);
});

import Fastify from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { errorHandler } from './error-handler.ts';
import { FAULTS_LISTED, faultsOf, fieldFault, invalidFields, invalidValue } from './field-faults.ts';

const Schema = Type.Object(
  {
    size: Type.Integer({ minimum: 1 }),
    kind: Type.Optional(Type.Enum(['one', 'two'])),
    items: Type.Optional(Type.Array(Type.Object({ name: Type.String() }))),
  },
  { additionalProperties: false },
);

test.each([
  [{ size: 0 }, 'size must be >= 1.'],
  [{}, 'size is missing.'],
  [{ size: 1, kind: 'three' }, 'kind must be equal to one of the allowed values: one, two.'],
  [{ size: 1, colour: 'red' }, 'colour is unknown.'],
  [{ size: 1, items: [{ name: 'a' }, {}] }, 'items[1].name is missing.'],
  ['text', 'The body must be object.'],
])('%j is reported as: %s', (value, detail) => {
  expect(faultsOf(Compile(Schema).Errors(value)).map((fault) => fault.detail)).toEqual([detail]);
});

test("what Fastify's own validation refuses has the same form", async () => {
  await using app = Object.assign(Fastify(), { [Symbol.asyncDispose]: () => app.close() });
  app.setErrorHandler(errorHandler('https://halftone.example'));
  app.get('/', { schema: { querystring: Schema } }, async () => ({}));
  const refused = async (url: string) => (await app.inject(url)).json();
  expect(await refused('/?size=0')).toMatchObject({
    status: 400,
    code: 'invalid_request',
    errors: [{ field: 'size', code: 'invalid_value', detail: 'size must be >= 1.' }],
  });
  expect(await refused('/')).toMatchObject({ errors: [{ field: 'size', code: 'missing_field' }] });
});

test('of many faults the first are listed and the others counted', () => {
  const faults = Array.from({ length: FAULTS_LISTED + 7 }, (_, n) =>
    fieldFault(`f${n}`, 'invalid_value', 'is bad'),
  );
  const { options, message } = invalidFields(faults);
  expect([options.errors?.length, options.errorsOmitted]).toEqual([FAULTS_LISTED, 7]);
  expect(message).toBe('f0 is bad. f1 is bad. f2 is bad.');
});

test.each([
  [3, 3, 0],
  [FAULTS_LISTED + 7, FAULTS_LISTED, 7],
  [5000, FAULTS_LISTED, undefined],
])('of %i errors in a value %i are listed, and of the others told how many: %s', (wrong, listed, omitted) => {
  const items = Array.from({ length: wrong }, () => ({}));
  const { options } = invalidValue(Compile(Schema).Errors({ size: 1, items }));
  expect([options.errors?.length, options.errorsOmitted]).toEqual([listed, omitted]);
});

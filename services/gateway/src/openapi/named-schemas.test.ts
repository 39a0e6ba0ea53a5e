import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { nameSchemas } from './named-schemas.ts';
import { repeated } from './repeated.ts';

const State = Type.Enum(['running', 'failed'], { title: 'State', description: 'Where it stands.' });

test('a schema with a title of one word is described once, and referred to', () => {
  const { document, schemas } = nameSchemas({ a: State, b: Type.Array(State) });
  expect(document).toEqual({
    a: { $ref: '#/components/schemas/State' },
    b: { type: 'array', items: { $ref: '#/components/schemas/State' } },
  });
  expect(schemas).toEqual({
    State: { title: 'State', type: 'string', enum: ['running', 'failed'], description: 'Where it stands.' },
  });
});

test('two schemas of one title are refused, unless only one of them has a description', () => {
  const other = Type.Enum(['on', 'off'], { title: 'State' });
  expect(() => nameSchemas([State, other])).toThrow('Two schemas have the title State.');
  const wordless = Type.Enum(['running', 'failed'], { title: 'State' });
  expect(nameSchemas([wordless, State]).schemas).toMatchObject({
    State: { description: 'Where it stands.' },
  });
});

test.each([
  ['text or null', Type.Union([Type.String(), Type.Null()]), { type: ['string', 'null'] }],
  ['one text', Type.Literal('on'), { type: 'string', enum: ['on'] }],
  ['one number', Type.Literal(1), { type: 'integer', minimum: 1, maximum: 1 }],
  [
    'one of some texts',
    Type.Union([Type.Literal('on'), Type.Literal('off')], { description: 'x' }),
    { type: 'string', enum: ['on', 'off'], description: 'x' },
  ],
  [
    'a boolean or a text',
    Type.Unsafe({ enum: [false, true, 'none'], default: false }),
    { anyOf: [{ type: 'boolean' }, { type: 'string', enum: ['none'] }] },
  ],
])('%s is described as generators read it', (_what, schema, described) => {
  expect(nameSchemas(schema).document).toEqual(described);
});

test('a member that repeats another is not described, and need not surprise anybody', () => {
  const id = Type.String();
  const schema = Type.Object({ request_id: id, requestId: repeated(id) });
  expect(nameSchemas(schema).document).toEqual({
    type: 'object',
    properties: { request_id: { type: 'string' } },
    required: ['request_id'],
    additionalProperties: true,
  });
});

test('a value that two enumerations have gets a name of its own in each', () => {
  const Outcome = Type.Enum(['done', 'failed'], { title: 'RequestOutcome' });
  expect(nameSchemas([State, Outcome]).schemas).toMatchObject({
    State: { 'x-enum-varnames': ['RUNNING', 'STATE_FAILED'] },
    RequestOutcome: { 'x-enum-varnames': ['DONE', 'REQUEST_OUTCOME_FAILED'] },
  });
});

test('an enumeration that may be null may be left out, for the sake of C#', () => {
  const Outcome = Type.Enum(['done', 'lost'], { title: 'RequestOutcome' });
  const OrNull = Type.Union([Outcome, Type.Null()]);
  const schema = Type.Object({ id: Type.String(), outcome: OrNull }, { title: 'Request' });
  expect(nameSchemas(schema).schemas.Request).toMatchObject({ required: ['id'] });
});

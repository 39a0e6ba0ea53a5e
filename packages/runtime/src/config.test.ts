import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const schema = Type.Object({
  NAME: Type.String({ minLength: 3, description: 'a name' }),
  COUNT: Type.Integer({ minimum: 1, default: 4, description: 'how many' }),
  HOSTS: Type.Array(Type.String(), { default: [], description: 'some hosts' }),
  LOUD: Type.Boolean({ default: false, description: 'noise' }),
  LEVEL: Type.Union([Type.Literal('low'), Type.Literal('high')], {
    default: 'low',
    description: 'low or high',
  }),
  NOTE: Type.Optional(Type.String({ description: 'a note' })),
});

test('strings of the environment become numbers, booleans and lists', () => {
  expect(
    readConfig(schema, { NAME: 'abc', COUNT: '7', HOSTS: 'a, b:80,', LOUD: 'true', LEVEL: 'high' }),
  ).toEqual({
    NAME: 'abc',
    COUNT: 7,
    HOSTS: ['a', 'b:80'],
    LOUD: true,
    LEVEL: 'high',
  });
});

test('what is not set takes its default, and an empty variable is not set', () => {
  expect(readConfig(schema, { NAME: 'abc', COUNT: '', NOTE: ' ' })).toEqual({
    NAME: 'abc',
    COUNT: 4,
    HOSTS: [],
    LOUD: false,
    LEVEL: 'low',
  });
});

test('every wrong variable is named with what is expected of it, and no value is repeated', () => {
  const read = () => readConfig(schema, { COUNT: 'many', LOUD: 'yes', LEVEL: 'medium-secret' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(
    /NAME is not set \(a name\)\nCOUNT .*\(how many\)\nLOUD .*\(noise\)\nLEVEL .*\(low or high\)/,
  );
  expect(read).not.toThrow(/medium-secret/);
});

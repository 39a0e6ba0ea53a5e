import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const schema = Type.Object({
  NAME: Type.String({ minLength: 3, description: 'a name' }),
  COUNT: Type.Integer({ minimum: 1, default: 4, description: 'how many' }),
  HOSTS: Type.Array(Type.String(), { default: [], description: 'some hosts' }),
  PORTS: Type.Array(Type.Integer({ maximum: 65_535 }), { default: [], description: 'some ports' }),
  LOUD: Type.Boolean({ default: false, description: 'noise' }),
  LEVEL: Type.Union([Type.Literal('low'), Type.Literal('high')], {
    default: 'low',
    description: 'low or high',
  }),
  NOTE: Type.Optional(Type.String({ description: 'a note' })),
});

test('strings of the environment become numbers, booleans and lists', () => {
  expect(
    readConfig(schema, {
      NAME: 'abc',
      COUNT: '7',
      HOSTS: 'a, b:80,',
      PORTS: '80, 443',
      LOUD: 'true',
      LEVEL: 'high',
    }),
  ).toEqual({
    NAME: 'abc',
    COUNT: 7,
    HOSTS: ['a', 'b:80'],
    PORTS: [80, 443],
    LOUD: true,
    LEVEL: 'high',
  });
});

test('what is not set takes its default, and an empty variable is not set', () => {
  expect(readConfig(schema, { NAME: 'abc', COUNT: '', NOTE: ' ' })).toEqual({
    NAME: 'abc',
    COUNT: 4,
    HOSTS: [],
    PORTS: [],
    LOUD: false,
    LEVEL: 'low',
  });
});

test('every wrong variable is named with what is expected of it, and no value is repeated', () => {
  const read = () =>
    readConfig(schema, { COUNT: 'many', PORTS: '80,http', LOUD: 'yes', LEVEL: 'medium-secret' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(
    /NAME is not set \(a name\)\nCOUNT .*\(how many\)\nPORTS .*\(some ports\)\nLOUD .*\(noise\)\nLEVEL .*\(low or high\)/,
  );
  expect(read).not.toThrow(/medium-secret/);
});

test('a value can stand in a file, as containers get their secrets', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'halftone-config-'));
  try {
    const file = join(folder, 'hosts');
    await writeFile(file, 'a, b:80\n');
    expect(readConfig(schema, { NAME: 'abc', HOSTS_FILE: file })).toMatchObject({ HOSTS: ['a', 'b:80'] });
    const twice = () => readConfig(schema, { NAME: 'abc', HOSTS: 'c', HOSTS_FILE: file });
    expect(twice).toThrow(new ConfigError('HOSTS and HOSTS_FILE are both set'));
    const missing = () => readConfig(schema, { NAME_FILE: join(folder, 'none'), HOSTS_FILE: folder });
    expect(missing).toThrow(
      /^NAME_FILE names a file that cannot be read \(ENOENT\)\nHOSTS_FILE .*\(EISDIR\)$/,
    );
    // Whoever names a file means to set something; as unset, keys would let everybody in.
    await writeFile(file, ' \n');
    const empty = () => readConfig(schema, { NAME: 'abc', HOSTS_FILE: file });
    expect(empty).toThrow(new ConfigError('HOSTS_FILE names a file that is empty'));
  } finally {
    await rm(folder, { recursive: true });
  }
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROW_FAULTS } from '@halftone/catalog';
import { CHANNELS } from '@halftone/channels';
import { EVENT_NAMES, FAILURE_REASONS } from '@halftone/contracts';
import { expect, test } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { filled, hasText, LANGUAGES, languageAmong } from './words.ts';

const parameters = (text: string | { one: string; other: string }) =>
  (typeof text === 'string' ? [text] : [text.one, text.other])
    .map((one) => [...one.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort())
    .map((names) => names.filter((name) => name !== 'count'));

test('every language has every text, with the same places to fill in', async () => {
  for (const [name, { load }] of Object.entries(LANGUAGES)) {
    const { texts } = await load();
    expect(Object.keys(texts), name).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(en)) {
      const other = texts[key as keyof typeof en];
      expect([key, typeof other]).toEqual([key, typeof text]);
      expect([key, parameters(other)]).toEqual([key, parameters(text)]);
    }
  }
});

test('German is German: hardly a text is as in English', () => {
  const same = Object.entries(en).filter(([key, text]) => {
    const other: unknown = de[key as keyof typeof en];
    return typeof text === 'string' && /[a-z]{4} [a-z]/.test(text) && other === text;
  });
  expect(same).toEqual([]);
});

test('every other language than English says what each code of a reason or a bad row means', async () => {
  const codes = new Set([...Object.keys(FAILURE_REASONS), ...Object.keys(ROW_FAULTS)]);
  for (const [name, { load }] of Object.entries(LANGUAGES)) {
    if (name === 'en') continue;
    expect(new Set(Object.keys((await load()).codes)), name).toEqual(codes);
  }
});

test('everything that a rule of a channel looks at has a name', () => {
  const checks = new Set(CHANNELS.flatMap(({ rules }) => rules.map(({ check }) => check.kind)));
  expect([...checks].filter((check) => !hasText(`check.${check}`))).toEqual([]);
});

test('every event of the log has a name', () => {
  expect(EVENT_NAMES.filter((name) => !hasText(`event.${name}`))).toEqual([]);
});

test('every text is used', async () => {
  const root = join(import.meta.dirname, '..');
  const files = (await readdir(root, { recursive: true })).filter(
    (file) => /\.tsx?$/.test(file) && !/^words\/(en|de)\.ts$/.test(file) && !file.includes('.test.'),
  );
  const source = (await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))).join('\n');
  // A key that is put together is used by its beginning: `filter.${name}`.
  const beginnings = [...source.matchAll(/`([\w.]*)\$\{/g)].map(([, beginning = '']) => beginning);
  const endings = [...source.matchAll(/\}(\.\w+)`/g)].map(([, ending = '']) => ending);
  const unused = Object.keys(en).filter(
    (key) =>
      !source.includes(`'${key}'`) &&
      !beginnings.some((beginning) => beginning.includes('.') && key.startsWith(beginning)) &&
      !endings.some((ending) => key.endsWith(ending)),
  );
  expect(unused).toEqual([]);
});

test.each([
  [['de-AT', 'en'], 'de'],
  [['fr', 'de'], 'de'],
  [['fr'], 'en'],
  [[], 'en'],
])('a reader who wishes for %j reads %s', (wished, expected) => {
  expect(languageAmong(wished)).toBe(expected);
});

test('a count chooses the form, and is written as a number', () => {
  const text = { one: '{count} image', other: '{count} images' };
  expect(filled(text, { count: 1 }, 'en')).toBe('1 image');
  expect(filled(text, { count: 1234 }, 'en')).toMatch(/^1.234 images$/);
  expect(filled('Line {line} of {file}', { line: 3 }, 'en')).toBe('Line 3 of {file}');
});

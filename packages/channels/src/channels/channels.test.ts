import { expect, test } from 'vitest';
import { CHANNELS, channelOf } from './channels.ts';

const RULES = CHANNELS.flatMap(({ id, rules }) => rules.map((rule) => ({ channel: id, ...rule })));

test('channels and their rules have ids of their own, as addresses take them', () => {
  const ids = RULES.map(({ channel, id }) => `${channel}/${id}`);

  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/);
  expect(new Set(CHANNELS.map(({ id }) => id)).size).toBe(CHANNELS.length);
});

test('every rule names who says so', () => {
  for (const { channel, id, source } of RULES) expect(source.length, `${channel}/${id}`).toBeGreaterThan(8);
});

test('days are written so that they can be compared', () => {
  const days = RULES.flatMap(({ from, until }) => [from, until]).filter((day) => day !== undefined);

  expect(days.length).toBeGreaterThan(4);
  for (const day of days) expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
});

test('only a rule whose consequence is open is a ban beyond its effect', () => {
  expect(RULES.filter(({ isBan, effect }) => isBan && effect !== 'unclear')).toEqual([]);
  expect(RULES.filter(({ isHarmless, effect }) => isHarmless && effect !== 'alters')).toEqual([]);
});

test('sentences of rules end as sentences do', () => {
  const texts = RULES.flatMap(({ consequence, exceptions, disputed }) => [consequence, exceptions, disputed]);

  for (const text of texts) expect(text ?? '.').toMatch(/\.$/);
});

test('an unknown channel is an error that names it', () => {
  expect(() => channelOf('bazaar')).toThrow('There is no channel "bazaar"');
});

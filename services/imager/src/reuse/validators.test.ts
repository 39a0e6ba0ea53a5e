import { type EventData, EXAMPLES } from '@halftone/contracts';
import { describe, expect, it } from 'vitest';
import { type Entry, entryOf } from './entry.ts';
import { confirms, isTrusted, knownOf, validatorsOf } from './validators.ts';

const SEEN_AT = Date.parse('2026-11-20T10:00:00Z');
const url = 'https://shop.example/a.jpg';

/** An output whose source has what the test says of it, and was seen at a time. */
function entry(said: Partial<Entry['source']>): Entry {
  return entryOf(compressed(said), SEEN_AT);
}

/** One whose event is of before a server's `no-store` and `Vary` were noted. */
function olderEntry(said: Partial<Entry['source']>): Entry {
  const { codecVersion: _version, ...older } = compressed(said);
  return entryOf(older, SEEN_AT);
}

function compressed(said: Partial<Entry['source']>): EventData<'image.compressed'> {
  const { etag: _etag, lastModified: _date, finalUrl: _url, ...source } = EXAMPLES['image.compressed'].source;
  const { reused: _reused, ...data } = EXAMPLES['image.compressed'];
  return { ...data, source: { ...source, ...said } };
}

const LONG_BEFORE = 'Fri, 20 Nov 2026 09:00:00 GMT';
/** Of a file that may have been downloaded within the second of its date, and then waited for a core. */
const JUST_BEFORE = 'Fri, 20 Nov 2026 09:55:00 GMT';

describe('whether a source has changed', () => {
  it.each<[string, Partial<Entry['source']>, object | undefined]>([
    ['its ETag, rather than its date', { etag: '"1"', lastModified: LONG_BEFORE }, { etag: '"1"' }],
    ['a weak ETag', { etag: 'W/"1"' }, { etag: 'W/"1"' }],
    ['its date', { lastModified: LONG_BEFORE }, { lastModified: LONG_BEFORE }],
    ['no date within which it may have changed again', { lastModified: JUST_BEFORE }, undefined],
    ['no date that is none', { lastModified: 'yesterday' }, undefined],
    ['nothing', {}, undefined],
    ['no ETag that is none', { etag: 'abc', lastModified: LONG_BEFORE }, { lastModified: LONG_BEFORE }],
    ['nothing that must not be kept', { etag: '"1"', noStore: true }, undefined],
    ['a strong ETag where others get another file', { etag: '"1"', variesByClient: true }, { etag: '"1"' }],
    ['no weak one there', { etag: 'W/"1"', lastModified: LONG_BEFORE, variesByClient: true }, undefined],
  ])('is asked by %s', (_what, said, expected) => {
    expect(validatorsOf(entry(said))).toEqual(expected);
  });

  it.each<[string, Partial<Entry['source']>, object | undefined]>([
    ['a strong ETag', { etag: '"1"' }, { etag: '"1"' }],
    ['no weak one, nor a date', { etag: 'W/"1"', lastModified: LONG_BEFORE }, undefined],
    ['no date', { lastModified: LONG_BEFORE }, undefined],
  ])('is asked by %s where less was noted of its server', (_what, said, expected) => {
    expect(validatorsOf(olderEntry(said))).toEqual(expected);
  });

  it('is asked where it was, and of no address on the way', () => {
    const direct = knownOf(url, entry({ etag: '"1"' }));
    expect(direct?.(new URL(url))).toEqual({ etag: '"1"' });
    expect(direct?.(new URL('https://cdn.example/a.jpg'))).toBeUndefined();
    const moved = knownOf(url, entry({ etag: '"1"', finalUrl: 'https://cdn.example/a.jpg' }));
    expect(moved?.(new URL(url))).toBeUndefined();
    // A key in the address is another one each time.
    expect(moved?.(new URL('https://cdn.example/a.jpg?token=2'))).toEqual({ etag: '"1"' });
    expect(knownOf(url, entry({}))).toBeUndefined();
  });

  it.each<[string, { etag?: string; noStore?: boolean }, boolean]>([
    ['says nothing more', {}, true],
    ['has the same ETag, if weaker', { etag: 'W/"1"' }, true],
    ['has another ETag', { etag: '"2"' }, false],
    ['must not be kept', { noStore: true }, false],
  ])('is answered where the answer %s: %o, %s', (_what, { etag, noStore = false }, expected) => {
    const facts = {
      finalUrl: url,
      etag,
      lastModified: undefined,
      variesByAccept: false,
      variesByClient: false,
    };
    expect(confirms({ ...facts, noStore }, entry({ etag: '"1"' }))).toBe(expected);
  });
});

it.each([
  [{ reuse: 'trust', reuseMaxAge: 60 }, {}, 60_000, true],
  [{ reuse: 'trust', reuseMaxAge: 60 }, {}, 60_001, false],
  [{ reuse: 'trust', reuseMaxAge: 60 }, { noStore: true }, 1, false],
  [{ reuse: 'trust' }, {}, 1, false],
  [{ reuseMaxAge: 60 }, {}, 1, false],
] as const)('a recipe %o trusts a source (%o) after %d ms: %s', (recipe, said, ageMs, expected) => {
  expect(isTrusted(recipe, entry(said), SEEN_AT + ageMs)).toBe(expected);
});

it('no recipe trusts a source that may have been sent with no-store', () => {
  const recipe = { reuse: 'trust', reuseMaxAge: 60 };
  expect(isTrusted(recipe, olderEntry({}), SEEN_AT)).toBe(false);
});

it('an output that was reused on trust is not newer for it', () => {
  const { reused: _reused, ...data } = EXAMPLES['image.compressed'];
  const seenAt = new Date(SEEN_AT).toISOString();
  const trusted = { ...data, reused: { requestId: 'r0', by: 'trusted', seenAt } as const };
  expect(entryOf(trusted, SEEN_AT + 1000).seenAt).toBe(SEEN_AT);
  const asked = { ...data, reused: { requestId: 'r0', by: 'not-modified' } as const };
  expect(entryOf(asked, SEEN_AT + 1000).seenAt).toBe(SEEN_AT + 1000);
});

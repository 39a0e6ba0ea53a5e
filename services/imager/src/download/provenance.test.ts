import { describe, expect, it } from 'vitest';
import { provenanceOf } from './provenance.ts';

const answer = {
  finalUrl: 'https://shop.example/a.jpg',
  etag: undefined,
  lastModified: undefined,
  variesByAccept: false,
  variesByClient: false,
  noStore: false,
};
const finalUrlOf = (url: string, finalUrl: string) => provenanceOf(url, { ...answer, finalUrl }).finalUrl;

describe('of a file that was downloaded', () => {
  it('is noted what its server said of it', () => {
    const dated = { etag: 'W/"1-2"', lastModified: 'Sun, 29 Nov 2026 10:00:00 GMT' };
    const said = { ...dated, variesByAccept: true, variesByClient: true, noStore: true } as const;
    expect(provenanceOf('https://shop.example/a.jpg', { ...answer, ...said })).toEqual(said);
  });

  it('is noted nothing where there is nothing to note, or too much', () => {
    expect(provenanceOf('https://shop.example/a.jpg#1', answer)).toEqual({});
    const long = 'x'.repeat(10_000);
    const said = { finalUrl: `https://shop.example/${long}`, etag: long, lastModified: long };
    expect(provenanceOf('https://shop.example/a.jpg', { ...answer, ...said })).toEqual({});
  });

  it('is noted where it came from, if that is another address', () => {
    expect(finalUrlOf('https://shop.example/a.jpg', 'https://cdn.example/a.jpg?v=2')).toBe(
      'https://cdn.example/a.jpg?v=2',
    );
    expect(
      finalUrlOf('HTTPS://Shop.example:443/a b.jpg?x=ü', 'https://shop.example/a%20b.jpg?x=%C3%BC'),
    ).toBe(undefined);
  });

  it.each([
    '?X-Amz-Algorithm=AWS4&X-Amz-Credential=KEY&X-Amz-Signature=KEY&X-Amz-Security-Token=KEY',
    '?X-Goog-Signature=KEY',
    '?AWSAccessKeyId=KEY&Signature=KEY',
    '?Policy=KEY&Key-Pair-Id=KEY&Signature=KEY',
    '?sv=1&sig=KEY',
    '?token=KEY',
    '?access_token=KEY&v=1',
    '?hdnts=KEY',
  ])('no key to a signed address (%s) is noted', (query) => {
    const finalUrl = finalUrlOf('https://shop.example/a.jpg', `https://files.example/a.jpg${query}#KEY`);
    expect(finalUrl).toContain('https://files.example/a.jpg');
    expect(finalUrl).not.toContain('KEY');
  });
});

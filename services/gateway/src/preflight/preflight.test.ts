import type { Product } from '@halftone/catalog';
import { type Columns, DEFAULT_RECIPE, type ProbedImage, type Recipe } from '@halftone/contracts';
import { describe, expect, test } from 'vitest';
import { preflightReport } from './report.ts';
import { sampleImages } from './sample-images.ts';
import { estimateTotal } from './statistics.ts';

const COLUMNS: Columns = { header: ['Name', 'Images'], serial: null, name: 0, images: 1 };
const NOW = Date.UTC(2026, 10, 30);
const imager = { downloads: 32, downloadsPerOrigin: 20, encodings: 2 };

const JPEG: ProbedImage = {
  state: 'image',
  signs: [],
  status: 200,
  received: 16_384,
  firstByteMs: 100,
  format: 'jpeg',
  bytes: 400_000,
  width: 1600,
  height: 1200,
};
const failed = (code: string, more: Partial<ProbedImage> = {}): ProbedImage => ({
  state: 'failed',
  reason: { code, detail: `It failed as ${code}.` },
  signs: [],
  status: 403,
  received: 100,
  firstByteMs: 100,
  ...more,
});
const sign = (name: string, certain = true) => ({
  sign: name,
  certain,
  seen: `The server sent a ${name} page.`,
});

/** A report on a catalogue of these URLs, of which each is seen as its host says. */
function reportOn(
  urls: string[],
  seenBy: Record<string, (index: number) => ProbedImage>,
  options: { recipe?: Recipe; count?: number } = {},
) {
  const sample = sampleImages({ perColumn: 50, now: NOW, random: () => 0 });
  urls.forEach((url, index) => {
    const product: Product = {
      row: index + 1,
      line: index + 2,
      serial: String(index + 1),
      name: 'Mug',
      cells: ['Mug', url],
      urls: [url],
    };
    sample.add(url, product, COLUMNS);
  });
  const chosen = sample.choose(options.count ?? 50);
  const images = chosen.map(({ host }, index) => seenBy[host]?.(index) ?? JPEG);
  return preflightReport({
    sample,
    chosen,
    answer: { images, imager },
    durationMs: 1234.5,
    recipe: options.recipe ?? DEFAULT_RECIPE,
    isExpress: true,
    now: NOW,
  });
}
const addresses = (host: string, count: number) =>
  Array.from({ length: count }, (_, index) => `https://${host}/${index}.jpg`);

describe('of each host', () => {
  test.each<[string, ProbedImage, string, boolean]>([
    ['a login page', failed('not_an_image', { signs: [sign('login')] }), 'login_page', true],
    ['a page of consent', failed('not_an_image', { signs: [sign('consent')] }), 'consent_page', true],
    ['a challenge', failed('access_denied', { signs: [sign('robots')] }), 'blocks_robots', true],
    ['403 for everything, and no word', failed('access_denied'), 'blocks_robots', false],
    ['403 of a private bucket', failed('access_denied', { signs: [sign('private')] }), 'access_denied', true],
    ['401', failed('access_denied', { status: 401 }), 'access_denied', true],
    ['no such name', failed('dns_failed', { status: undefined }), 'unreachable', true],
    ['429', failed('rate_limited', { status: 429 }), 'rate_limited', true],
    ['404', failed('not_found', { status: 404 }), 'missing_images', true],
    ['a BMP', failed('unsupported_format', { status: 200 }), 'unsupported_images', true],
    ['a code of a later imager', failed('moon_phase', { status: 200 }), 'no_images', true],
  ])('%s is said to be what it is', (_what, seen, code, certain) => {
    const { hosts, rows } = reportOn(addresses('odd.example', 3), { 'odd.example': () => seen });
    expect(hosts).toMatchObject([
      { host: 'odd.example', likelyToFail: 3, findings: [{ code, certain, images: 3, problem: true }] },
    ]);
    expect(hosts[0]?.reachable).toBe(seen.status !== undefined);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({ line: 2, basis: 'looked', reason: { code: seen.reason?.code } });
  });

  test('a good host has no finding, and what was seen of it', () => {
    const { hosts, rows } = reportOn(addresses('good.example', 3), {});
    expect(rows).toEqual([]);
    expect(hosts).toMatchObject([
      {
        reachable: true,
        likelyToFail: 0,
        findings: [],
        formats: [{ format: 'jpeg', images: 3 }],
        bytes: { median: 400_000 },
        megapixels: { largest: 1.92 },
        firstByteMs: { median: 100 },
      },
    ]);
  });

  test('one that is refused among others that come is no block', () => {
    const { hosts } = reportOn(addresses('a.example', 4), {
      'a.example': (index) => (index === 0 ? failed('access_denied') : JPEG),
    });
    expect(hosts).toMatchObject([{ likelyToFail: 1, findings: [{ code: 'access_denied', images: 1 }] }]);
  });

  test.each<[string, Partial<ProbedImage>, string | undefined]>([
    ['slow whatever others do', { firstByteMs: 2500 }, 'slow'],
    ['slow beside others', { firstByteMs: 1200 }, 'slow'],
    ['as fast as others', { firstByteMs: 300 }, undefined],
  ])('a host is %s', (_what, part, code) => {
    const { hosts } = reportOn([...addresses('fast.example', 5), ...addresses('other.example', 3)], {
      'other.example': () => ({ ...JPEG, ...part }),
    });
    const other = hosts.find(({ host }) => host === 'other.example');
    expect(other?.findings.map((finding) => finding.code)).toEqual(code ? [code] : []);
    expect(other?.likelyToFail).toBe(0);
  });

  test('a host that keeps the imager waiting for too long makes images fail', () => {
    const { hosts } = reportOn(['https://a.example/1.jpg'], {
      'a.example': () => failed('timeout', { status: undefined, firstByteMs: undefined }),
    });
    expect(hosts).toMatchObject([{ likelyToFail: 1, findings: [{ code: 'slow', problem: true }] }]);
  });

  test('a host that had not answered when the time was up is slow, and nothing is said of its images', () => {
    const waiting: ProbedImage = { state: 'unfinished', signs: [], received: 0, waitedMs: 14_000 };
    const report = reportOn(addresses('silent.example', 2), { 'silent.example': () => waiting });
    expect(report).toMatchObject({ unfinished: 2, looked: 0, rows: [], estimate: null });
    expect(report.hosts).toMatchObject([
      { reachable: null, findings: [{ code: 'slow', detail: 'The server had not answered after 14 s.' }] },
    ]);
  });

  test('another format for browsers is told, and certain only when it was seen', () => {
    const seen = (part: Partial<ProbedImage>) =>
      reportOn(addresses('cdn.example', 1), { 'cdn.example': () => ({ ...JPEG, ...part }) }).hosts[0]
        ?.findings;
    expect(seen({ negotiated: 'webp' })).toMatchObject([
      { code: 'negotiates_formats', certain: true, problem: false },
    ]);
    expect(seen({ varies: true })).toMatchObject([{ code: 'negotiates_formats', certain: false }]);
  });
});

describe('the rows that are likely to fail', () => {
  test('are those that were seen, then those of a host of which nothing came', () => {
    const urls = [...addresses('bad.example', 40), ...addresses('good.example', 10)];
    const report = reportOn(
      urls,
      { 'bad.example': () => failed('not_an_image', { signs: [sign('login')], status: 200 }) },
      { count: 6 },
    );
    expect(report.rows.map(({ basis }) => basis).slice(0, 4)).toEqual(['looked', 'looked', 'looked', 'host']);
    expect(report.rows.every(({ url }) => url.includes('bad'))).toBe(true);
    expect(report.rows.length + report.rowsOmitted).toBe(40);
    expect(report.hosts[0]).toMatchObject({ host: 'bad.example', likelyToFail: 40 });
    expect(report.estimate).toMatchObject({ images: 10, samples: 3 });
  });

  test('have the reason of the imager, and what is behind it', () => {
    const { rows } = reportOn(addresses('a.example', 1), {
      'a.example': () => failed('not_an_image', { signs: [sign('login')] }),
    });
    expect(rows[0]?.reason).toEqual({
      code: 'not_an_image',
      title: 'This is not an image',
      detail: 'It failed as not_an_image. The server sent a login page.',
      hint: 'Make the images public, or export addresses that need no login.',
    });
  });

  const link = (name: string, until: number) =>
    `https://b.example/${name}.jpg?Expires=${until / 1000}&Signature=x`;
  const past = NOW - 3_600_000;

  test('are those whose links have expired, seen or not', () => {
    const urls = [link('a', past), link('b', past), link('c', NOW + 3_600_000)];
    const report = reportOn(
      urls,
      { 'b.example': (index) => (index === 0 ? failed('access_denied') : JPEG) },
      { count: 1 },
    );
    expect(report.hosts).toMatchObject([{ findings: [{ code: 'expired_links', images: 2, certain: true }] }]);
    expect(report.rows.map(({ line, basis }) => [line, basis])).toEqual([
      [2, 'looked'],
      [3, 'link'],
      [4, 'host'],
    ]);
    expect(report.rows[1]?.reason).toMatchObject({
      code: 'access_denied',
      detail: 'By its own address, the link expired on 2026-11-29 at 23:00 UTC.',
    });
  });

  test('are none whose image came, whatever its link says', () => {
    const report = reportOn([link('a', past)], { 'b.example': () => JPEG });
    expect(report).toMatchObject({ rows: [], hosts: [{ likelyToFail: 0 }] });
  });
});

describe('the estimate', () => {
  const of = (recipe: Recipe, count = 1000) =>
    reportOn(addresses('a.example', count), {}, { recipe, count: 20 }).estimate;

  test('is of all images, from the sizes of those that were seen', () => {
    const estimate = of(DEFAULT_RECIPE);
    expect(estimate).toMatchObject({ samples: 20, images: 1000, sourceBytes: { likely: 400_000_000 } });
    for (const { low, likely, high } of [
      estimate?.sourceBytes,
      estimate?.outputBytes,
      estimate?.savedBytes,
      estimate?.durationMs,
    ].flatMap((range) => range ?? [])) {
      expect(low).toBeLessThan(likely);
      expect(likely).toBeLessThan(high);
    }
    expect(estimate?.outputBytes.high).toBeLessThanOrEqual(estimate?.sourceBytes.high ?? 0);
  });

  test('goes by the recipe: size, format, quality and ratio', () => {
    const output = (recipe: Recipe) => of(recipe)?.outputBytes.likely ?? 0;
    const usual = output(DEFAULT_RECIPE);
    expect(output({ quality: 50, maxWidth: 800 })).toBeCloseTo(usual / 4, -3);
    expect(output({ quality: 50, format: 'avif' })).toBeLessThan(usual);
    expect(output({ quality: 30 })).toBeLessThan(usual);
    expect(output({ quality: 85 })).toBeGreaterThan(usual);
    expect(output({ quality: 50, targetRatio: 0.3 })).toBe(120_000_000);
    expect(output({ quality: 50, maxBytes: 50_000 })).toBe(50_000_000);
    expect(output({ quality: 50, maxBytes: 50_000, targetRatio: 0.1 })).toBe(40_000_000);
    expect(output({ quality: 50, maxBytes: 50_000_000 })).toBe(400_000_000);
    expect(output({ quality: 50, look: 'good' })).toBeGreaterThan(usual);
    expect(output({ quality: 50, look: 'small' })).toBeLessThan(usual);
    expect(output({ quality: 50, look: 'good', maxBytes: 50_000 })).toBe(50_000_000);
  });

  test('of AVIF takes longer than of JPEG, and of more images longer than of fewer', () => {
    const time = (recipe: Recipe, count?: number) => of(recipe, count)?.durationMs.likely ?? 0;
    expect(time({ quality: 50, format: 'avif' })).toBeGreaterThan(2 * time(DEFAULT_RECIPE));
    expect(time({ quality: 50, format: 'avif', maxBytes: 50_000 })).toBeGreaterThan(
      3 * time({ quality: 50, format: 'avif' }),
    );
    expect(time(DEFAULT_RECIPE, 10_000)).toBeGreaterThan(5 * time(DEFAULT_RECIPE));
  });

  test('is wider with few samples, and exact when all were seen', () => {
    const width = (seen: number[]) => {
      const range = estimateTotal([{ count: 1000, seen }]);
      return (range?.high ?? 0) / (range?.low ?? 1);
    };
    const sizes = [100, 220, 90, 310, 150, 120, 260, 180, 140, 200];
    expect(width([100])).toBeGreaterThan(width(sizes.slice(0, 3)));
    expect(width(sizes.slice(0, 3))).toBeGreaterThan(width(sizes));
    expect(estimateTotal([{ count: 3, seen: [1, 2, 3] }])).toEqual({ low: 6, likely: 6, high: 6 });
    expect(estimateTotal([{ count: 3, seen: [] }])).toBeNull();
  });

  test('holds the truth in about nineteen of twenty catalogues whose sizes are as skewed as pictures are', () => {
    let state = 7;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const size = (spread: number) =>
      Math.exp(12 + spread * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()));
    for (const [samples, spread] of [
      [3, 0.7],
      [10, 0.7],
      [20, 1],
    ] as const) {
      let held = 0;
      for (let round = 0; round < 300; round++) {
        const all = Array.from({ length: 300 }, () => size(spread));
        const total = all.reduce((sum, bytes) => sum + bytes, 0);
        const range = estimateTotal([{ count: 300, seen: all.slice(0, samples) }]);
        if (range && range.low <= total && total <= range.high) held += 1;
      }
      expect([samples, held / 300 > 0.9]).toEqual([samples, true]);
    }
  });
});

import { originForTest, type TestSystem, waitFor } from '@halftone/local-stack/testing';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { OutputRow } from './client.ts';
import { serve } from './pictures.ts';

/** On which Google's 500 × 500 pixels hold for every product. */
const LATER = 'asOf=2027-02-01';

const pictureOf = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#7799bb' } });

type Finding = { rule: string; subject: string; position?: number; severity: string; message: string };
type Product = {
  name: string;
  verdicts: { channel: string; sources: string; outputs: string }[];
  images: { position: number; verdicts: { channel: string; sources: string }[] }[];
  findings: Finding[];
};

async function answered<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init);
  const body = await response.json();
  expect([response.status, body]).toEqual([expect.toBeOneOf([200, 202]), expect.anything()]);
  return body as T;
}

/** What a shop asks before it uploads its pictures to a channel. */
export function auditJobs(system: () => TestSystem): void {
  test('a catalogue is audited for channels: which images fail, by which rule, and what to do', async () => {
    const { api } = system();
    await using origin = await originForTest({
      '/good.jpg': serve(await pictureOf(1600, 1600).jpeg().toBuffer()),
      '/small.jpg': serve(await pictureOf(300, 200).jpeg().toBuffer()),
      '/named.jpg': serve(await pictureOf(1600, 1600).png().toBuffer(), 'image/png'),
    });
    const at = (name: string) => `${origin.url}/${name}.jpg`;
    const products = [
      { name: 'Good', imageUrls: [at('good')] },
      { name: 'Small', imageUrls: [at('good'), at('small')] },
      { name: 'Misnamed', imageUrls: [at('named')] },
      { name: 'Gone', imageUrls: [at('gone')] },
      { name: 'Bare', imageUrls: [] },
    ];
    const body = {
      products,
      recipe: { for: 'ebay' },
      channels: ['google-merchant'],
      invalidRows: 'skip',
    };
    const request = await answered<{ id: string; links: { self: string; audit: string } }>(
      `${api}/v1/catalogues`,
      { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    );
    expect(request).toMatchObject({
      channels: ['google-merchant', 'ebay'],
      recipe: { format: 'jpeg', quality: 90 },
    });
    await waitFor('the request to complete', async () => {
      const { status } = await answered<{ status: string }>(request.links.self);
      return status === 'completed';
    });

    const audit = await answered<{ items: Product[] }>(`${request.links.audit}?${LATER}`);
    const [good, small, misnamed, gone, bare] = audit.items;
    expect(good).toMatchObject({ name: 'Good', findings: expect.not.arrayContaining([errorOf({})]) });
    expect(small?.findings).toEqual(
      expect.arrayContaining([
        errorOf({ channel: 'google-merchant', check: 'minSize', subject: 'sources', position: 2 }),
        errorOf({ channel: 'google-merchant', check: 'minSize', subject: 'outputs', position: 2 }),
        errorOf({ channel: 'ebay', check: 'minLongest', subject: 'sources', found: '300 × 200 pixels' }),
      ]),
    );
    expect(small?.images.map(({ verdicts }) => verdicts[0]?.sources)).toEqual(['passes', 'fails']);
    // The output is a JPEG, as its name says.
    expect(misnamed?.findings.filter(({ severity }) => severity === 'error')).toEqual([
      errorOf({ channel: 'google-merchant', check: 'extension', subject: 'sources' }),
    ]);
    expect(bare).toMatchObject({ name: 'Bare', images: [] });
    expect(bare?.findings).toContainEqual(errorOf({ channel: 'ebay', found: '0 images' }));
    expect(gone?.findings).toContainEqual(errorOf({ check: 'reachable', subject: 'sources' }));

    const csv: OutputRow[] = parse(await (await fetch(`${request.links.self}/audit.csv?${LATER}`)).text(), {
      columns: true,
    });
    const verdicts = csv.map((row) => [row['Product Name'], row.Image, row['google-merchant']?.slice(0, 5)]);
    expect(verdicts).toEqual([
      ['Good', '1', 'passe'],
      ['Small', '1', 'passe'],
      ['Small', '2', 'fails'],
      ['Misnamed', '1', 'fails'],
      ['Gone', '1', 'fails'],
      ['Bare', '', 'warne'],
    ]);
    expect(csv[3]?.['google-merchant output']).toMatch(/^(passes|unknown)/);
    expect(csv[2]?.ebay).toMatch(/^fails: error: .*300 × 200 pixels.*500.*\[/);
  });
}

const errorOf = (fields: Record<string, unknown>) =>
  expect.objectContaining({ severity: 'error', ...fields });

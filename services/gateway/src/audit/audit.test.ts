import { rowSigns } from '@halftone/catalog';
import { CHANNELS, type Channel } from '@halftone/channels';
import { type Columns, DEFAULT_RECIPE } from '@halftone/contracts';
import type { ImageToAudit, ProductToAudit } from '@halftone/read-model';
import { describe, expect, test } from 'vitest';
import { auditCsv } from './audit-csv.ts';
import { auditPage } from './audit-page.ts';
import { type Auditing, auditProduct } from './audit-product.ts';
import { auditSums } from './audit-sums.ts';
import { shownProduct } from './audited-product.ts';
import { factsOf } from './product-facts.ts';

const google = CHANNELS.filter(({ id }) => id === 'google-merchant');
const appearance = { frames: 1, colours: 'cmyk', transparent: true } as const;
const AI = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

const small: ImageToAudit = {
  imageId: 'small',
  url: 'https://shop.example/small.jpg',
  status: 'compressed',
  source: {
    bytes: 40_000,
    format: 'jpeg',
    width: 400,
    height: 400,
    sha256: 'a'.repeat(64),
    digitalSourceType: null,
    appearance: { ...appearance, colours: 'rgb', transparent: false },
  },
  output: {
    url: 'https://images.example/small.jpg',
    bytes: 9_000,
    contentType: 'image/jpeg',
    width: 400,
    height: 400,
    sha256: 'b'.repeat(64),
  },
  keptOriginal: false,
  quality: 50,
  reason: null,
  failedSource: null,
};
const sized = (image: ImageToAudit, width: number): ImageToAudit => ({
  ...image,
  imageId: `${width}`,
  source: image.source && { ...image.source, width, height: width, sha256: `${width}` },
  output: image.output && { ...image.output, width, height: width, sha256: `o${width}` },
});
const waiting: ImageToAudit = { ...small, status: 'requested', source: null, output: null, quality: null };
const gone: ImageToAudit = {
  ...waiting,
  status: 'failed',
  reason: { code: 'not_found', detail: 'The server answered 404.', hint: 'Correct the URL.' },
};

const productOf = (row: number, ...images: ImageToAudit[]): ProductToAudit => ({
  row,
  line: null,
  place: { row, line: 0 },
  serial: `S-${row}`,
  name: row === 2 ? '=Lamp()' : `Product ${row}`,
  cells: [],
  images,
});

/** A row that was skipped since it has no image. */
const without = (line: number, after: number): ProductToAudit => ({
  ...productOf(after),
  row: null,
  line,
  place: { row: after, line },
  name: 'Stool',
});

const FEED: Columns = {
  header: ['id', 'title', 'image_link', 'additional_image_link', 'item_group_id'],
  serial: 0,
  name: 1,
  images: 2,
  layout: {
    system: 'google-merchant',
    images: [2, 3],
    headerLine: 1,
    dataLine: 2,
    withoutImages: 'leave-out',
    onceEach: true,
    nameFallbacks: [],
  },
};

const auditing: Auditing = {
  channels: google,
  asOf: '2027-02-01',
  subjects: ['sources', 'outputs'],
  recipe: DEFAULT_RECIPE,
  signs: rowSigns(FEED),
};
/** That is certain of the rules, whatever others there will be. */
const minSize = <T extends { rule: string }>(found: readonly T[]) =>
  found.filter(({ rule }) => rule === 'min-size');

async function* stream(...products: ProductToAudit[]) {
  yield* products;
}

describe('the facts of a product', () => {
  const sourceOf = (image: ImageToAudit) => factsOf(productOf(1, image), 'sources', auditing).images[0];
  const outputOf = (image: ImageToAudit, recipe = DEFAULT_RECIPE) =>
    factsOf(productOf(1, image), 'outputs', { ...auditing, recipe }).images[0];
  const made: ImageToAudit = {
    ...small,
    source: small.source && { ...small.source, format: 'png', appearance, digitalSourceType: AI },
  };

  test('are those of the source, or those of the output with the appearance of the source', () => {
    expect(sourceOf(made)).toMatchObject({
      url: made.url,
      width: 400,
      bytes: 40_000,
      ...appearance,
      keepsDigitalSourceType: true,
    });
    expect(outputOf(made)).toMatchObject({
      url: made.output?.url,
      format: 'jpeg',
      bytes: 9_000,
      quality: 50,
      transparent: false,
      colours: 'rgb',
      digitalSourceType: AI,
      keepsDigitalSourceType: true,
    });
  });

  test('an output that is the original has its colours and no quality; one without metadata has lost the source type', () => {
    const original = outputOf({ ...made, keptOriginal: true }, { quality: 50, keepMetadata: 'none' });
    expect(original).toMatchObject({ colours: 'cmyk', keepsDigitalSourceType: true });
    expect(original).not.toHaveProperty('quality');
    expect(outputOf(made, { quality: 50, keepMetadata: 'none' })).toMatchObject({
      keepsDigitalSourceType: false,
    });
  });

  test('an address of this network is judged as if it were public, with what else it says', () => {
    const url = 'http://127.0.0.1:9000/a%20ä.jpg?v=1,2';
    expect(sourceOf({ ...small, url })?.url).toBe('https://images.example/a%20ä.jpg?v=1,2');
    const output = small.output && { ...small.output, url: 'http://minio:9000/r/1.jpg' };
    expect(outputOf({ ...small, output })?.url).toBe('https://images.example/r/1.jpg');
    expect(sourceOf({ ...small, url: 'http://shop.example:81/1.jpg' })?.url).toBe(
      'http://shop.example:81/1.jpg',
    );
  });

  test('a row whose only images stand in columns of further ones has no main image', () => {
    const product = { ...productOf(1, small), cells: ['', 'https://shop.example/small.jpg', ''] };
    expect(factsOf(product, 'sources', auditing)).toMatchObject({ images: [{ role: 'additional' }] });
    const [audited] = auditProduct(product, auditing);
    expect(audited?.findings).toContainEqual(
      expect.objectContaining({
        rule: 'main-image',
        message: expect.stringMatching(/^The product has no main image\./),
      }),
    );
  });

  test('a row that names a group is a variation with all of its images', () => {
    const product = { ...productOf(7, small, small), cells: ['https://shop.example/small.jpg', '', 'mugs'] };
    expect(factsOf(product, 'outputs', auditing).variations).toEqual([{ id: 'S-7', positions: [1, 2] }]);
    expect(factsOf(productOf(7, small), 'outputs', auditing)).not.toHaveProperty('variations');
  });

  test('of an image that has not ended, or failed, only what is known', () => {
    expect(sourceOf(waiting)).toEqual({ position: 1, url: waiting.url });
    expect(outputOf(waiting)).toEqual({ position: 1 });
    const failed = { code: 'not_found', detail: 'The server answered 404' };
    expect(sourceOf(gone)).toEqual({ position: 1, url: gone.url, failed });
    expect(outputOf(gone)).toEqual({ position: 1, failed });
  });
});

describe('a product', () => {
  const shown = (product: ProductToAudit, fields: Partial<Auditing> = {}) =>
    shownProduct(product, auditProduct(product, { ...auditing, ...fields }));

  test('with an image that Halftone does not read is told which rules that breaks all the same', () => {
    const detail = 'The server sent a HEIC image.';
    const heic = { ...gone, reason: { code: 'unsupported_format', detail, hint: 'Export it.' } };
    const product = shown(productOf(1, { ...heic, url: 'https://shop.example/1.heic' }));
    expect(product.verdicts).toMatchObject([{ sources: 'fails', outputs: 'unknown' }]);
    expect(product.findings).toMatchObject([
      {
        rule: 'formats',
        severity: 'error',
        found: 'HEIC',
        message: expect.stringMatching(/^Image 1 is a HEIC file\./),
      },
    ]);
  });

  test('with an image that failed is judged by what its event says of the file, whatever the sentence says', () => {
    const reason = { code: 'too_many_pixels', detail: 'Words of another version.', hint: 'Scale it.' };
    const failedSource = { bytes: 40_000, format: 'tiff', width: 9000, height: 8000, frames: 1 };
    const image: ImageToAudit = { ...gone, url: 'https://shop.example/1.tif', reason, failedSource };
    expect(factsOf(productOf(1, image), 'sources', auditing).images).toMatchObject([failedSource]);
    const rules = (one: ImageToAudit) => shown(productOf(1, one)).findings.map(({ rule }) => rule);
    expect(rules(image)).toContain('max-pixels');
    expect(rules({ ...image, failedSource: null })).not.toContain('max-pixels');
  });

  test('has a verdict on each image and on all of it, and each finding says what is wrong and what to do', () => {
    const product = shown(productOf(1, sized(small, 800), small));
    expect(product.verdicts).toMatchObject([
      { channel: 'google-merchant', sources: 'fails', outputs: 'fails' },
    ]);
    expect(product.images[1]).toMatchObject({
      position: 2,
      url: small.url,
      outputUrl: small.output?.url,
      verdicts: [{ sources: 'fails', outputs: 'fails' }],
    });
    expect(product.images[0]?.verdicts[0]?.sources).not.toBe('fails');
    expect(minSize(product.findings)).toMatchObject([
      { subject: 'sources', position: 2, severity: 'error', effect: 'refuses', found: '400 × 400 pixels' },
      { subject: 'outputs', position: 2, severity: 'error', message: expect.stringMatching(/500/) },
    ]);
    expect(product.findings[0]?.severity).toBe('error');
  });

  test('is judged by the rules of the day, and of the sources or the outputs alone', () => {
    expect(minSize(shown(productOf(1, small), { asOf: '2027-01-30' }).findings)).toEqual([]);
    const { verdicts, findings } = shown(productOf(1, small), { subjects: ['outputs'] });
    expect(verdicts).toEqual([{ channel: 'google-merchant', outputs: 'fails' }]);
    expect(new Set(findings.map(({ subject }) => subject))).toEqual(new Set(['outputs']));
  });

  test('what is not known neither passes nor fails, and each rule says of which images', () => {
    const { images, unknown } = shown(productOf(1, waiting, sized(small, 800), waiting));
    expect(images.map(({ verdicts }) => verdicts[0]?.sources)).toEqual([
      'unknown',
      expect.not.stringMatching('unknown'),
      'unknown',
    ]);
    expect(minSize(unknown)).toMatchObject([
      { subject: 'sources', check: 'minSize', positions: [1, 3] },
      { subject: 'outputs', positions: [1, 3] },
    ]);
  });
});

describe('a product without any image', () => {
  const products = [productOf(1, sized(small, 800)), without(3, 1), without(4, 1)];
  const strict = { ...auditing, channels: CHANNELS.filter(({ id }) => id === 'pinterest') };

  test('has no main image, neither among the sources nor among the outputs', () => {
    const product = without(3, 1);
    const shown = shownProduct(product, auditProduct(product, strict));
    expect(shown).toMatchObject({ row: null, line: 3, name: 'Stool', images: [], unknown: [] });
    expect(shown.verdicts).toEqual([{ channel: 'pinterest', sources: 'fails', outputs: 'fails' }]);
    const missing = {
      rule: 'main-image',
      severity: 'error',
      message: expect.stringMatching(/^The product has no main image\./),
    };
    expect(shown.findings).toMatchObject([
      { ...missing, subject: 'sources' },
      { ...missing, subject: 'outputs' },
    ]);
  });

  test('is counted among the products, and towards the limits', async () => {
    const { channels } = await auditSums(stream(...products), strict);
    expect(channels).toMatchObject([{ sources: { products: { fails: 2 }, images: { fails: 0 } } }]);
    const { next } = await auditSums(stream(...products), strict, { images: 2, verdicts: 1000 });
    expect(next).toEqual({ row: 1, line: 3 });
    const page = await auditPage(stream(...products), strict, { limit: 1, verdict: 'fails' });
    expect(page).toMatchObject({ items: [{ line: 3 }], next: { row: 1, line: 3 } });
  });

  test('has a line in the CSV, also for a channel that has nothing against it', async () => {
    const csvOf = async (by: Auditing) =>
      (await Array.fromAsync(auditCsv(stream(without(3, 1)), by))).join('');
    expect(await csvOf(strict)).toMatch(/\nline 3,S-1,Stool,,,,fails: error: .*\[main-image\],fails: /);
    const channels = google.map((channel) => ({ ...channel, id: 'shopify' }));
    expect(await csvOf({ ...auditing, channels })).toMatch(/\nline 3,S-1,Stool,,,,passes,passes\n$/);
  });
});

describe('a page', () => {
  test('ends at its limit, says where the next begins, and leaves out what has another verdict', async () => {
    const products = Array.from({ length: 6 }, (_, index) =>
      productOf(index + 1, index % 2 === 0 ? sized(small, 800) : small),
    );
    const rows = (page: Awaited<ReturnType<typeof auditPage>>) => [
      page.items.map(({ row }) => row),
      page.next?.row ?? null,
    ];
    expect(rows(await auditPage(stream(...products), auditing, { limit: 4 }))).toEqual([[1, 2, 3, 4], 4]);
    const fails = { limit: 2, verdict: 'fails' } as const;
    expect(rows(await auditPage(stream(...products), auditing, fails))).toEqual([[2, 4], 4]);
    expect(rows(await auditPage(stream(...products.slice(4)), auditing, fails))).toEqual([[6], null]);
  });

  test('of thousands of products of which none is wanted, ends empty and not last', async () => {
    async function* many() {
      for (let row = 1; row <= 20_000; row += 1) yield productOf(row);
    }
    const channels: Channel[] = [];
    const page = await auditPage(many(), { ...auditing, channels }, { limit: 10, verdict: 'fails' });
    expect(page).toEqual({ items: [], next: { row: 5000, line: 0 } });
  });

  test('ends early where products have very many images', async () => {
    const images = Array.from({ length: 200 }, () => waiting);
    const products = Array.from({ length: 50 }, (_, index) => productOf(index + 1, ...images));
    const { items } = await auditPage(stream(...products), auditing, { limit: 50 });
    expect(items).toHaveLength(13);
  });
});

test('the sums count verdicts and broken rules, and name the first that breaks each', async () => {
  const here = { ...sized(small, 800), url: 'http://127.0.0.1:4210/mug.jpg' };
  const products = [productOf(1, small, small), productOf(2, here, waiting)];
  const { channels, next } = await auditSums(stream(...products), auditing);
  const [sum] = channels;
  expect(next).toBeNull();
  expect(sum).toMatchObject({
    channel: 'google-merchant',
    sources: { products: { fails: 1 }, images: { fails: 2 }, local: 1 },
    outputs: { products: { fails: 1 }, images: { fails: 2 }, local: 0 },
  });
  expect(Object.values(sum?.sources?.images ?? {}).reduce((all, count) => all + count)).toBe(4);
  expect(minSize(sum?.rules ?? [])).toMatchObject([
    {
      subject: 'sources',
      findings: 2,
      products: 1,
      severity: 'error',
      example: expect.stringMatching(/400/),
    },
    { subject: 'outputs', findings: 2, products: 1 },
  ]);
  expect(minSize(sum?.unknown ?? [])).toMatchObject([{ subject: 'sources', findings: 1 }, { findings: 1 }]);
  const nothing = await auditSums(stream(), { ...auditing, subjects: ['sources'] });
  expect(nothing.channels).toMatchObject([{ sources: { images: { fails: 0, passes: 0 } }, rules: [] }]);
  const first = await auditSums(stream(...products), auditing, { images: 2, verdicts: 1000 });
  expect(first).toMatchObject({
    next: { row: 1, line: 0 },
    channels: [{ sources: { products: { fails: 1 } } }],
  });
});

test('the CSV has a line for each image, a column for each channel, and nothing that a spreadsheet would run', async () => {
  const products = [productOf(1, sized(small, 800), small), productOf(2, gone), productOf(3, waiting)];
  const csv = auditCsv(stream(...products), auditing);
  const text = (await Array.fromAsync(csv)).join('');
  const [head, ...lines] = text.trimEnd().split('\n');
  expect(head).toBe(
    'Row,Serial Number,Product Name,Image,Image URL,Output URL,google-merchant,google-merchant output',
  );
  const imagesOf = (row: number) => lines.filter((line) => new RegExp(`^${row},[^,]+,[^,]+,\\d`).test(line));
  expect(imagesOf(1)).toHaveLength(2);
  expect(imagesOf(1)[1]).toMatch(
    /^1,S-1,Product 1,2,https:\/\/shop\.example\/small\.jpg,https:\/\/images\.example\/small\.jpg,"?fails: error: .*400 × 400 pixels.*\[min-size\].*,"?fails: /,
  );
  expect(imagesOf(2)[0]).toContain("2,S-2,'=Lamp(),1,https://shop.example/small.jpg,,");
  expect(imagesOf(2)[0]).toMatch(/fails: error: .*The server answered 404\. .*\[reachable\]/);
  expect(imagesOf(3)[0]).toMatch(/unknown: .*not known: .*\[min-size\]/);
});

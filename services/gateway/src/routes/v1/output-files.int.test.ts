import { originForTest, type TestOrigin } from '@halftone/local-stack/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchOutputs } from '../../outputs/fetch-outputs.ts';
import { anyKey, clientOf } from '../../testing/client.ts';
import { gatewayForTest, systemForTest, type TestSystem } from '../../testing/gateway.ts';
import { project } from '../../testing/projected.ts';
import { unzip } from '../../testing/unzip.ts';

let system: TestSystem;
let store: TestOrigin;
let acme: ReturnType<typeof clientOf>;

const input = (name: string) => `https://a.example/${name}.jpg`;

beforeAll(async () => {
  store = await originForTest({
    '/r/1.jpg': (_request, answer) => answer.end('first'),
    '/r/3.webp': (_request, answer) => answer.end('third'),
  });
  const products = [
    {
      id: 1,
      name: '=Blue "mug"',
      images: [
        { url: input('1'), outputUrl: `${store.url}/r/1.jpg` },
        { url: input('2'), failure: 'The server answered 404.' },
        { url: input('3'), outputUrl: `${store.url}/r/3.webp`, copied: true },
      ],
    },
    { id: 2, name: 'Lamp', images: [{ url: input('4'), outputUrl: `${store.url}/r/gone.jpg` }] },
    { id: 3, name: 'Chair', images: [{ url: input('5') }] },
  ];
  const rejected = [{ cells: ['9', 'Sofa', 'not a url', 'green'], detail: '"not a url" is no URL.' }];
  system = await systemForTest({ keys: anyKey }, async (readModel) => {
    await project(readModel, { id: 'running', tenant: 'acme', completed: false, products });
    await project(readModel, { id: 'rejecting', tenant: 'acme', completed: true, products: [], rejected });
    await project(readModel, {
      id: 'cancelled',
      tenant: 'acme',
      completed: false,
      cancelled: true,
      products,
    });
    await project(readModel, { id: 'empty', tenant: 'acme', completed: false, products: [] });
  });
  acme = clientOf(system.url);
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

const textOf = async (path: string) => (await acme.file(path)).text();

describe('output.csv', () => {
  test('is there while the request runs, with empty places for what has not ended', async () => {
    const answer = await acme.file('/v1/requests/running/output.csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="halftone-running-partial.csv"',
    );
    expect(answer.headers.get('x-halftone-partial')).toBe('true');
    const [header, mug, lamp, chair] = (await answer.text()).split('\n');
    expect(header).toBe('S. No.,Product Name,Input Image URLs,Output Image URLs,Colour,Errors');
    expect(mug).toBe(
      `1,"'=Blue ""mug""","${input('1')}, ${input('2')}, ${input('3')}","${store.url}/r/1.jpg, , ${store.url}/r/3.webp",red,Image 2 (${input('2')}): The server answered 404. Check the link. (not_found)`,
    );
    expect(lamp).toBe(`2,Lamp,${input('4')},${store.url}/r/gone.jpg,red,`);
    expect(chair).toBe(`3,Chair,${input('5')},,red,`);
  });

  test('says which outputs are unchanged originals, where it is asked for', async () => {
    const [header, first] = (await textOf('/v1/requests/running/output.csv?keptOriginal=true')).split('\n');
    expect(header).toContain(',Kept Original,Errors');
    expect(first).toMatch(/,"(?:true|false), , (?:true|false)",Image 2/);
  });

  test('says which outputs are copies of earlier ones, where it is asked for', async () => {
    const [header, first] = (await textOf('/v1/requests/running/output.csv?reused=true')).split('\n');
    expect(header).toContain(',Reused Output,Errors');
    expect(first).toContain(',"no, , not-modified",Image 2');
  });

  test.each(['rejecting', 'cancelled'])('of a request that has ended (%s) is not partial', async (id) => {
    const { headers } = await acme.file(`/v1/requests/${id}/output.csv`);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="halftone-${id}.csv"`);
    expect(headers.get('x-halftone-partial')).toBeNull();
  });

  test('of a cancelled request says so of what has not ended', async () => {
    expect(await textOf('/v1/requests/cancelled/output.csv')).toContain(
      `Image 1 (${input('5')}): The request was cancelled before this image ended.`,
    );
  });

  test('has the rows that were skipped, with the reason', async () => {
    expect(await textOf('/v1/requests/rejecting/output.csv')).toContain(
      '9,Sofa,not a url,,green,"""not a url"" is no URL. Fix it. (invalid_url)"',
    );
  });

  test('is a header before any product is known', async () => {
    expect(await textOf('/v1/requests/empty/output.csv')).toBe(
      'S. No.,Product Name,Input Image URLs,Output Image URLs,Colour\n',
    );
  });
});

describe('failed.csv', () => {
  test('has the rows with failures in the form of the input, with the failed images only', async () => {
    const answer = await acme.file('/v1/requests/running/failed.csv');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="halftone-running-partial-failed.csv"',
    );
    expect(await answer.text()).toBe(
      `S. No.,Product Name,Input Image URLs,Colour,Error Code,Error,Error Hint\n1,"'=Blue ""mug""",${input('2')},red,not_found,The server answered 404.,Check the link.\n`,
    );
  });

  test('of a cancelled request has what had not ended, too', async () => {
    expect(await textOf('/v1/requests/cancelled/failed.csv')).toContain(
      `3,Chair,${input('5')},red,cancelled,`,
    );
  });

  test('has the rows that were skipped', async () => {
    expect(await textOf('/v1/requests/rejecting/failed.csv')).toContain(
      '9,Sofa,not a url,green,invalid_url,',
    );
  });
});

describe('output.zip', () => {
  const contents = async (answer: Response) =>
    unzip(Buffer.from(await answer.arrayBuffer())).map(({ name, content }) => [name, String(content)]);

  test('holds the images there are, and a note for one that is gone', async () => {
    const answer = await acme.file('/v1/requests/running/output.zip');
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="halftone-running-partial.zip"',
    );
    expect(answer.headers.get('x-halftone-partial')).toBe('true');
    expect(await contents(answer)).toEqual([
      ['1-Blue-mug-1.jpg', 'first'],
      ['1-Blue-mug-3.webp', 'third'],
      ['2-Lamp-1.missing.txt', `The image is no longer at ${store.url}/r/gone.jpg\n`],
    ]);
  });

  test('has parts, the second of which is empty here', async () => {
    expect(await contents(await acme.file('/v1/requests/running/output.zip?part=2'))).toEqual([]);
    expect(await acme.get('/v1/requests/running/output.zip?part=0')).toMatchObject({ status: 400 });
  });

  test('is read inside where there is an address for it', async () => {
    await using inside = await originForTest({ '*': (request, answer) => answer.end(request.url) });
    const fetching = fetchOutputs(`${inside.url}/bucket`);
    await using gateway = await gatewayForTest(system, { keys: anyKey, fetchOutputs: fetching });
    const answer = await clientOf(gateway.url).file('/v1/requests/running/output.zip');
    expect((await contents(answer))[0]).toEqual(['1-Blue-mug-1.jpg', '/bucket/r/1.jpg']);
  });

  test('is a 503 when the store is away', async () => {
    const fetching = fetchOutputs('http://127.0.0.1:1');
    await using gateway = await gatewayForTest(system, { keys: anyKey, fetchOutputs: fetching });
    const answer = await clientOf(gateway.url).file('/v1/requests/running/output.zip');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(answer.headers.get('content-disposition')).toBeNull();
    expect(answer.headers.get('x-halftone-partial')).toBeNull();
    expect(await answer.json()).toMatchObject({ code: 'storage_unavailable' });
  });
});

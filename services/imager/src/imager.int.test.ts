import { hash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { originForTest, waitFor } from '@halftone/local-stack/testing';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { FILES, HEIGHT, WIDTH } from './codec/images.fixture.ts';
import { imagerForTest } from './imager.fixture.ts';

const send = (bytes: Buffer) => (_request: unknown, response: ServerResponse) => void response.end(bytes);

describe('the imager', () => {
  it('compresses an image, stores it and says where', async () => {
    const bytes = await FILES.jpeg();
    await using imager = await imagerForTest();
    await using origin = await originForTest({ '/a.jpg': send(bytes) });
    const imageId = await imager.request('r1', `${origin.url}/a.jpg`);

    const outcome = (await imager.outcomes('r1', 1)).get(imageId);
    const { endpoint, bucket } = imager.objectStore;
    const url = `${endpoint}/${bucket}/r1/${imageId}.jpg`;
    expect(outcome).toMatchObject({
      name: 'image.compressed',
      data: {
        source: {
          bytes: bytes.length,
          format: 'jpeg',
          width: WIDTH,
          height: HEIGHT,
          sha256: hash('sha256', bytes),
        },
        output: { key: `r1/${imageId}.jpg`, url, contentType: 'image/jpeg', width: WIDTH, height: HEIGHT },
        quality: 50,
        keptOriginal: false,
        codec: 'requantized',
        attempts: 1,
      },
    });

    const stored = await fetch(url);
    const output = Buffer.from(await stored.arrayBuffer());
    expect(stored.headers.get('content-type')).toBe('image/jpeg');
    expect(outcome?.data).toMatchObject({ output: { bytes: output.length, sha256: hash('sha256', output) } });
    expect(await sharp(output).metadata()).toMatchObject({ format: 'jpeg', width: WIDTH });
  });

  it("asks a CDN that negotiates for the shop's own file, and says which one came", async () => {
    const files = { jpeg: await FILES.jpeg(), webp: await FILES.webp(), avif: await FILES.avif() };
    await using imager = await imagerForTest();
    await using origin = await originForTest({
      '/a.jpg': (_request, response) => void response.writeHead(302, { location: '/cdn/a?sig=secret' }).end(),
      '*': ({ headers: { accept = '' } }, response) => {
        const format = (['avif', 'webp', 'jpeg'] as const).find((one) => accept.includes(`image/${one}`));
        if (!format) return void response.writeHead(406).end();
        const lastModified = 'Sun, 29 Nov 2026 10:00:00 GMT';
        response.setHeader('content-type', `image/${format}`).setHeader('vary', 'Origin, Accept');
        response.setHeader('etag', `"${format}"`).setHeader('last-modified', lastModified).end(files[format]);
      },
    });
    const expected = {
      '/a.jpg': { format: 'jpeg', etag: '"jpeg"', finalUrl: `${origin.url}/cdn/a` },
      '/b.png': { format: 'jpeg', etag: '"jpeg"' },
      '/c.webp': { format: 'webp', etag: '"webp"' },
      '/d?format=avif': { format: 'avif', etag: '"avif"' },
    };
    const ids = new Map<string, string>();
    for (const path of Object.keys(expected)) ids.set(await imager.request('r1', origin.url + path), path);

    const outcomes = await imager.outcomes('r1', ids.size);
    const sources = [...outcomes].map(([id, { name, data }]) => {
      if (name !== 'image.compressed') return [ids.get(id), data];
      const { format, etag, finalUrl, lastModified, variesByAccept } = data.source;
      return [ids.get(id), { format, etag, finalUrl, lastModified, variesByAccept }];
    });
    const said = { lastModified: 'Sun, 29 Nov 2026 10:00:00 GMT', variesByAccept: true };
    expect(Object.fromEntries(sources)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([path, source]) => [path, { ...source, ...said }])),
    );
  });

  it('accounts for every image of a bad catalogue with its reason', async () => {
    const bytes = await FILES.png();
    await using imager = await imagerForTest({ MAX_IMAGE_BYTES: '200000' });
    await using origin = await originForTest({
      '/good.png': send(bytes),
      '/cut.png': send(bytes.subarray(0, 30_000)),
      '/page.jpg': (_request, response) => {
        response.setHeader('content-type', 'image/jpeg').end('<!doctype html><title>Log in</title>');
      },
      '/empty.jpg': send(Buffer.alloc(0)),
      '/large.jpg': send(Buffer.alloc(200_001)),
      '/denied.jpg': (_request, response) => void response.writeHead(403).end(),
      '/loop.jpg': (_request, response) => void response.writeHead(302, { location: '/loop.jpg' }).end(),
      '/inside.jpg': (_request, response) =>
        void response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
      '/heic.jpg': send(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic')),
    });
    const expected = {
      '/good.png': 'compressed',
      '/cut.png': 'truncated',
      '/page.jpg': 'not_an_image',
      '/empty.jpg': 'empty',
      '/large.jpg': 'too_large',
      '/denied.jpg': 'access_denied',
      '/missing.jpg': 'not_found',
      '/loop.jpg': 'too_many_redirects',
      '/inside.jpg': 'blocked_address',
      '/heic.jpg': 'unsupported_format',
    };
    const paths = new Map<string, string>();
    for (const path of Object.keys(expected)) paths.set(await imager.request('r1', origin.url + path), path);
    paths.set(await imager.request('r1', 'not a url'), 'not a url');

    const outcomes = await imager.outcomes('r1', paths.size);
    const reasons = [...outcomes].map(([id, { name, data }]) => [
      paths.get(id),
      name === 'image.failed' ? data.reason.code : 'compressed',
    ]);
    expect(Object.fromEntries(reasons)).toEqual({ ...expected, 'not a url': 'invalid_url' });
    for (const { data } of outcomes.values()) expect(data.attempts).toBe(1);
    const sources = [...outcomes].map(([id, { data }]) => [paths.get(id), data.source]);
    expect(Object.fromEntries(sources)).toMatchObject({
      '/cut.png': { format: 'png', bytes: 30_000, width: expect.any(Number), frames: 1 },
      '/page.jpg': { bytes: 36 },
      '/large.jpg': { bytes: 200_001 },
      '/denied.jpg': undefined,
      '/heic.jpg': { format: 'heic', bytes: 24 },
    });
    // Permanent failures are not tried again.
    expect(origin.hits.get('/missing.jpg')).toBe(1);
  });

  it('tries again what may pass, and counts the attempts', async () => {
    const bytes = await FILES.webp();
    let asked = 0;
    await using imager = await imagerForTest();
    await using origin = await originForTest({
      '/a.webp': (_request, response) => {
        asked += 1;
        if (asked < 3) response.writeHead(asked === 1 ? 503 : 429).end();
        else response.end(bytes);
      },
    });
    const imageId = await imager.request('r1', `${origin.url}/a.webp`);
    const outcome = (await imager.outcomes('r1', 1)).get(imageId);
    expect(outcome).toMatchObject({ name: 'image.compressed', data: { attempts: 3 } });
  });

  it('waits for an object store that is away, without trying the image again', async () => {
    await using imager = await imagerForTest();
    await using origin = await originForTest({ '/a.jpg': send(await FILES.jpeg()) });
    await imager.objectStore.kill();
    const imageId = await imager.request('r1', `${origin.url}/a.jpg`);
    await waitFor('the download', async () => origin.hits.get('/a.jpg') === 1);
    await imager.objectStore.start();
    const outcome = (await imager.outcomes('r1', 1)).get(imageId);
    expect(outcome).toMatchObject({ name: 'image.compressed', data: { attempts: 1 } });
    expect(origin.hits.get('/a.jpg')).toBe(1);
  });

  it('returns what is in flight when it stops, for the next to finish', async () => {
    const bytes = await FILES.jpeg();
    let open = false;
    await using imager = await imagerForTest();
    await using origin = await originForTest({
      '/slow.jpg': (_request, response) => {
        if (open) response.end(bytes);
      },
    });
    const imageId = await imager.request('r1', `${origin.url}/slow.jpg`);
    await waitFor('the download', async () => origin.hits.get('/slow.jpg') === 1);
    const startedAt = performance.now();
    await imager.stop();
    // The server may take ten seconds to begin its answer.
    expect(performance.now() - startedAt).toBeLessThan(8_000);

    open = true;
    await imager.start();
    const outcome = (await imager.outcomes('r1', 1)).get(imageId);
    expect(outcome?.name).toBe('image.compressed');
    expect(origin.hits.get('/slow.jpg')).toBe(2);
  });

  it('takes an express image while bulk waits for slow servers', async () => {
    const bytes = await FILES.jpeg();
    await using imager = await imagerForTest({ DOWNLOAD_CONCURRENCY: '4', ORIGIN_CONCURRENCY: '4' });
    await using slow = await originForTest({ '*': () => {} });
    await using quick = await originForTest({ '/a.jpg': send(bytes) });
    for (let n = 0; n < 20; n++) await imager.request('bulk', `${slow.url}/${n}.jpg`, 'bulk');
    await waitFor('the slow server to be busy', async () => slow.hits.size === 3);
    const imageId = await imager.request('express', `${quick.url}/a.jpg`, 'express');
    const outcome = (await imager.outcomes('express', 1)).get(imageId);
    expect(outcome?.name).toBe('image.compressed');
    expect(slow.hits.size).toBe(3);
  });
});

import { describe, expect, it } from 'vitest';
import type { DownloadOptions } from '../download.ts';
import { createOutbound } from '../outbound.ts';
import { httpOrigin } from '../testing/origins.ts';

const options: DownloadOptions = {
  maxBytes: 1_000,
  headerTimeoutMs: 2_000,
  idleTimeoutMs: 2_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};
const userAgent = 'Test/1';

describe('the guard', () => {
  it('tells the user the host, but not what it resolves to', async () => {
    const resolve = async () => [{ address: '10.1.2.3', family: 4 }];
    await using client = createOutbound({ allow: [], userAgent, resolve });
    await expect(client.download('http://intranet.example/', options)).rejects.toMatchObject({
      detail: 'intranet.example leads to a private or reserved address.',
    });
  });
});

describe('redirects', () => {
  it('are followed, relative and with letters beyond ASCII', async () => {
    await using origin = await httpOrigin(({ url }, response) => {
      if (url === '/start')
        response.writeHead(301, { location: Buffer.from('/grün.jpg').toString('latin1') }).end();
      else response.end(url);
    });
    await using client = createOutbound({ allow: [origin.host], userAgent });
    const { bytes, finalUrl } = await client.download(`${origin.url}/start`, options);
    expect(bytes.toString()).toBe('/gr%C3%BCn.jpg');
    expect(finalUrl).toBe(`${origin.url}/gr%C3%BCn.jpg`);
  });

  it('end after the limit', async () => {
    let hits = 0;
    await using origin = await httpOrigin((_request, response) => {
      hits += 1;
      response.writeHead(307, { location: '/' }).end();
    });
    await using client = createOutbound({ allow: [origin.host], userAgent });
    await expect(client.download(origin.url, options)).rejects.toMatchObject({
      code: 'too_many_redirects',
      retryable: false,
    });
    expect(hits).toBe(6);
  });

  it('without a place to go are no answer', async () => {
    await using origin = await httpOrigin((_request, response) => response.writeHead(302).end());
    await using client = createOutbound({ allow: [origin.host], userAgent });
    await expect(client.download(origin.url, options)).rejects.toMatchObject({ code: 'unexpected_status' });
  });
});

describe('a secure connection', () => {
  it('fails for good when the server speaks plain HTTP', async () => {
    await using origin = await httpOrigin((_request, response) => response.end('bytes'));
    await using client = createOutbound({ allow: ['127.0.0.1'], userAgent });
    const download = client.download(origin.url.replace('http:', 'https:'), options);
    await expect(download).rejects.toMatchObject({ code: 'tls_failed', retryable: false });
  });
});

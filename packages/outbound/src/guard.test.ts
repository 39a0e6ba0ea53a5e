import { describe, expect, it } from 'vitest';
import type { DownloadOptions } from './download.ts';
import { createOutbound } from './outbound.ts';
import { httpOrigin } from './testing/origins.ts';

const options: DownloadOptions = {
  maxBytes: 1_000,
  headerTimeoutMs: 2_000,
  idleTimeoutMs: 2_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};
const userAgent = 'Test/1';
const blocked = expect.objectContaining({ code: 'blocked_address', retryable: false });

/** An origin that counts who came through. */
async function countingOrigin() {
  const origin = await httpOrigin((_request, response) => {
    counted.hits += 1;
    response.end('secret');
  });
  const counted = Object.assign(origin, { hits: 0, port: new URL(origin.url).port });
  return counted;
}

describe('the guard', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['[::ffff:127.0.0.1]', '127.0.0.1'],
    ['localhost', '127.0.0.1'],
  ])('lets nobody reach this machine as %s', async (host) => {
    await using client = createOutbound({ allow: [], userAgent });
    await using origin = await countingOrigin();
    await expect(client.download(`http://${host}:${origin.port}/`, options)).rejects.toEqual(blocked);
    expect(origin.hits).toBe(0);
  });

  it.each(['http://[::1]/', 'http://169.254.169.254/latest/meta-data/', 'https://10.0.0.1/'])(
    'refuses %s without connecting',
    async (url) => {
      await using client = createOutbound({ allow: [], userAgent });
      await expect(client.download(url, options)).rejects.toEqual(blocked);
    },
  );

  it('checks webhooks too', async () => {
    await using client = createOutbound({ allow: [], userAgent });
    const post = client.post('http://127.0.0.1/', {
      headers: {},
      body: '',
      timeoutMs: 1_000,
      maxAnswerBytes: 1,
    });
    await expect(post).rejects.toEqual(blocked);
  });

  it('exempts exactly the port that was named', async () => {
    await using named = await countingOrigin();
    await using other = await countingOrigin();
    await using client = createOutbound({ allow: [named.host], userAgent });
    expect((await client.download(named.url, options)).bytes.toString()).toBe('secret');
    await expect(client.download(other.url, options)).rejects.toEqual(blocked);
    expect(other.hits).toBe(0);
  });

  it('checks where a redirect leads', async () => {
    await using secret = await countingOrigin();
    await using origin = await httpOrigin((_request, response) => {
      response.writeHead(302, { location: secret.url }).end();
    });
    await using client = createOutbound({ allow: [origin.host], userAgent });
    await expect(client.download(origin.url, options)).rejects.toEqual(blocked);
    expect(secret.hits).toBe(0);
  });

  it.each(['ftp://example.org/', 'file:///etc/passwd', 'http://user:secret@example.org/'])(
    'refuses a redirect to %s',
    async (location) => {
      await using origin = await httpOrigin((_request, response) =>
        response.writeHead(302, { location }).end(),
      );
      await using client = createOutbound({ allow: [origin.host], userAgent });
      await expect(client.download(origin.url, options)).rejects.toMatchObject({ code: 'invalid_url' });
    },
  );

  it('resolves once for each connection, and checks what it connects to', async () => {
    await using origin = await httpOrigin((_request, response) => {
      response.setHeader('connection', 'close').end('bytes');
    });
    const answers = ['127.0.0.1', '10.0.0.1'];
    const resolve = async () => [{ address: answers.shift() ?? 'asked too often', family: 4 }];
    await using client = createOutbound({ allow: ['127.0.0.1'], userAgent, resolve });
    const url = `http://rebind.example:${new URL(origin.url).port}/`;

    expect((await client.download(url, options)).bytes.toString()).toBe('bytes');
    expect(answers).toEqual(['10.0.0.1']);
    await expect(client.download(url, options)).rejects.toEqual(blocked);
    expect(answers).toEqual([]);
  });

  it('connects only to those of several addresses that are allowed', async () => {
    await using origin = await countingOrigin();
    const resolve = async () => [
      { address: '10.255.255.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    await using client = createOutbound({ allow: ['127.0.0.1'], userAgent, resolve });
    await client.download(`http://mixed.example:${origin.port}/`, { ...options, totalTimeoutMs: 1_000 });
    expect(origin.hits).toBe(1);
  });

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

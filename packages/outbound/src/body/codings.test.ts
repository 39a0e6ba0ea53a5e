import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createOutbound } from '../outbound.ts';
import { httpOrigin } from '../testing/origins.ts';

const options = {
  maxBytes: 100_000,
  headerTimeoutMs: 2_000,
  idleTimeoutMs: 2_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};

const FILE = Buffer.from('some bytes that are worth compressing '.repeat(50));
const asIs = (bytes: Buffer) => bytes;
const CODERS = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const;

async function download(codings: string | string[], ...pieces: Buffer[]) {
  await using client = createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1' });
  await using origin = await httpOrigin((_request, response) => {
    response.setHeader('content-encoding', codings);
    for (const piece of pieces) response.write(piece);
    response.end();
  });
  return (await client.download(origin.url, options)).bytes;
}

describe('a file is decoded', () => {
  it.each([
    ...CODERS,
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['identity, gzip', gzipSync],
    ['deflate', gzipSync],
    ['gzip', deflateSync],
    ['identity', asIs],
  ] as const)('that the server sends as %s anyway', async (coding, compress) => {
    expect((await download(coding, compress(FILE))).equals(FILE)).toBe(true);
  });

  it.each(CODERS)('that comes as %s byte by byte', async (coding, compress) => {
    const bytes = compress(FILE);
    const pieces = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    expect((await download(coding, ...pieces)).equals(FILE)).toBe(true);
  });

  it('that comes in two parts, each of them gzip', async () => {
    expect((await download('gzip', gzipSync('one, '), gzipSync('two'))).toString()).toBe('one, two');
  });
});

it.each(['utf-8', 'none', 'binary', 'compress', 'aws-chunked', 'UTF-8, identity', ''])(
  'a file is taken as it is when the server calls it "%s", which is no coding we know',
  async (coding) => {
    expect((await download(coding, FILE)).equals(FILE)).toBe(true);
  },
);

describe('a file has a reason for its failure', () => {
  it.each(CODERS)('when %s turns out a bomb', async (coding, compress) => {
    const bomb = compress(Buffer.alloc(2_000_000));
    await expect(download(coding, bomb)).rejects.toMatchObject({ code: 'too_large', retryable: false });
  });

  it.each(CODERS)('when %s ends too early', async (coding, compress) => {
    const whole = compress(FILE);
    await expect(download(coding, whole.subarray(0, whole.length / 2))).rejects.toMatchObject({
      code: 'truncated',
      retryable: true,
      detail: 'The compressed answer ended too early.',
    });
  });

  it.each(['gzip', 'deflate', 'br', 'zstd'])('when the server says %s of what is not', async (coding) => {
    await expect(download(coding, Buffer.from('\xff\xd8\xff\xe0', 'latin1'), FILE)).rejects.toMatchObject({
      code: 'corrupt',
      retryable: false,
      detail: expect.stringContaining(`(${coding})`),
    });
  });

  it('when bytes of it were changed on the way', async () => {
    const bytes = gzipSync(FILE);
    bytes.fill(0, bytes.length - 8);
    await expect(download('gzip', bytes)).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('when its window takes more memory than a coding of HTTP may', async () => {
    const params = { [constants.ZSTD_c_windowLog]: 24, [constants.ZSTD_c_contentSizeFlag]: 0 };
    const bytes = zstdCompressSync(Buffer.alloc(20_000_000), { params });
    await expect(download('zstd', bytes)).rejects.toMatchObject({ code: 'corrupt' });
  });

  it.each(CODERS)('when the server stops in the middle of %s', async (coding, compress) => {
    await using client = createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1' });
    await using origin = await httpOrigin((_request, response) => {
      const whole = compress(FILE);
      response.setHeader('content-encoding', coding).write(whole.subarray(0, whole.length / 2));
    });
    const result = client.download(origin.url, { ...options, totalTimeoutMs: 100 });
    await expect(result).rejects.toMatchObject({ code: 'timeout', retryable: true });
  });

  it.each([['gzip, gzip'], ['br, gzip'], [['gzip', 'gzip']], ['gzip, identity, gzip']])(
    'when codings are wrapped into each other: %j',
    async (codings) => {
      await expect(download(codings, gzipSync(gzipSync(FILE)))).rejects.toMatchObject({
        code: 'unexpected_status',
        detail: expect.stringMatching(/content coding/),
      });
    },
  );
});

it.each(CODERS)('nothing at all, called %s, is an empty file', async (coding) => {
  expect(await download(coding)).toHaveLength(0);
});

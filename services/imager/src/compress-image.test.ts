import { createEvent, type EventData } from '@halftone/contracts';
import { type Delivery, LogUnavailableError, type Publish, publishWithRetries } from '@halftone/messaging';
import { OutboundError } from '@halftone/outbound';
import { createLogger } from '@halftone/runtime';
import { describe, expect, it, vi } from 'vitest';
import { compress } from './codec/compress.ts';
import { FILES, LIMITS } from './codec/images.fixture.ts';
import { type CompressImageParts, compressImage } from './compress-image.ts';
import { createAllowance } from './download/allowance.ts';
import { createBufferPool } from './download/buffer-pool.ts';
import { ImageError } from './formats/image-error.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { MAX_DELIVERIES } from './retry-policy.ts';
import { createReuse } from './reuse/reuse.ts';

const logger = createLogger('imager', 'silent');

const data: EventData<'image.requested'> = {
  requestId: 'r1',
  imageId: 'i1',
  url: 'https://example.org/a.jpg',
  recipe: { quality: 50 },
  lane: 'bulk',
};

function delivery(
  attempt: number,
  signal = new AbortController().signal,
  changes: Partial<typeof data> = {},
): Delivery<'image.requested'> {
  const event = createEvent(
    'image.requested',
    { ...data, ...changes },
    { source: 'halftone/ingest', time: new Date(0) },
  );
  return { event, seq: 1, attempt, signal, progress: () => {} };
}

type Overrides = Omit<Partial<CompressImageParts>, 'publish'> & { publish?: () => Promise<void> };

/** A handler whose surroundings are set by the test, and what it published. */
function handler({ publish = async () => {}, ...overrides }: Overrides = {}) {
  const published: unknown[] = [];
  const record: Publish = async (name, body) => {
    await publish();
    published.push([name, body]);
    return { seq: 1, duplicate: false };
  };
  const handle = compressImage({
    download: async () => ({ bytes: await FILES.jpeg() }),
    compress: (bytes, recipe) => compress(bytes, recipe, LIMITS),
    store: {
      put: async ({ key }) => ({ url: `https://store.example/${key}` }),
      copy: async () => null,
      removeAll: async () => {},
    },
    reuse: { searchFor: async () => null },
    now: Date.now,
    imageEnds: { hasEnded: async () => false, note: () => {} },
    inHand: createOneAtATime(),
    departure: async () => {},
    requestEnds: {
      hasEnded: async () => false,
      wasDeleted: async () => false,
      isDeleted: async () => false,
    },
    publish: publishWithRetries(record, logger),
    cores: createAllowance(1),
    memory: createAllowance(1_000_000),
    buffers: createBufferPool(),
    decoding: createAllowance(10_000_000),
    logger,
    retryBaseMs: 1_000,
    random: () => 0.5,
    ...overrides,
  });
  return { handle, published };
}

const down = async () => {
  throw new OutboundError('server_error', 'The server answered 503.', { retryable: true });
};

it.each([
  ['looked at as a whole when its request names sales channels', { forChannels: true as const }, []],
  ['looked at no further than its first rows otherwise', {}, ['one']],
])('an image is %s', async (_, changes, sides) => {
  const { handle, published } = handler();

  await handle(delivery(1, undefined, changes));

  const source = { frames: 1, colours: 'rgb', transparent: false, border: { white: 0 } };
  expect(published).toMatchObject([['image.compressed', { source }]]);
  expect(JSON.stringify(published).match(/(?<="sides":")\w+/g) ?? []).toEqual(sides);
});

describe('an image that has ended', () => {
  const note = () => {};

  it('is passed over before any work, however often it is delivered', async () => {
    const asked: unknown[] = [];
    const { handle, published } = handler({
      imageEnds: {
        hasEnded: async ({ imageId }, { afresh }) => {
          asked.push([imageId, afresh]);
          return true;
        },
        note,
      },
      download: down,
    });
    for (const attempt of [1, 2, MAX_DELIVERIES + 1]) await handle(delivery(attempt));
    expect(published).toEqual([]);
    // Whoever had it before may have ended it a moment ago.
    expect(asked).toEqual([
      ['i1', false],
      ['i1', true],
      ['i1', true],
    ]);
  });

  it.each([
    ['is not stored over what was published', {}],
    [
      'does not fail any more',
      { download: async () => Promise.reject(new OutboundError('not_found', '404')) },
    ],
  ])('while another delivery of it was worked on %s', async (_what, parts) => {
    const answers = [false, true];
    const stored: string[] = [];
    const { handle, published } = handler({
      ...parts,
      imageEnds: { hasEnded: async () => answers.shift() ?? true, note },
      store: {
        put: async ({ key }) => {
          stored.push(key);
          return { url: key };
        },
        copy: async () => null,
        removeAll: async () => {},
      },
    });
    await handle(delivery(1));
    expect({ stored, published }).toEqual({ stored: [], published: [] });
  });

  it.each([
    ['compressed', {}],
    ['failed', { download: async () => Promise.reject(new OutboundError('not_found', '404')) }],
  ])('here (%s) is known to have, at once', async (_outcome, parts) => {
    const ended = new Set<string>();
    let downloads = 0;
    const { download = async () => ({ bytes: await FILES.jpeg() }) }: Overrides = parts;
    const { handle, published } = handler({
      imageEnds: {
        hasEnded: async ({ imageId }) => ended.has(imageId),
        note: ({ imageId }) => void ended.add(imageId),
      },
      download: (url, options) => {
        downloads += 1;
        return download(url, options);
      },
    });
    // Two deliveries at once: the consumer was lost while the image was in hand.
    await Promise.all([handle(delivery(1)), handle(delivery(1))]);
    expect({ downloads, published: published.length }).toEqual({ downloads: 1, published: 1 });
  });
});

describe('a delivery', () => {
  it('beyond the last fails before any work', async () => {
    let downloads = 0;
    const { handle, published } = handler({
      download: async () => {
        downloads += 1;
        return down();
      },
    });
    await handle(delivery(MAX_DELIVERIES + 1));
    expect(downloads).toBe(0);
    expect(published).toMatchObject([
      ['image.failed', { imageId: 'i1', reason: { code: 'crashed' }, attempts: MAX_DELIVERIES + 1 }],
    ]);
  });

  it('that comes so late only because the imager was interrupted is worked on', async () => {
    const { handle, published } = handler();
    await handle(delivery(MAX_DELIVERIES));
    expect(published).toMatchObject([['image.compressed', { imageId: 'i1', attempts: MAX_DELIVERIES }]]);
  });

  it('with a transient failure comes back later, and publishes nothing', async () => {
    const { handle, published } = handler({ download: down });
    await expect(handle(delivery(2))).rejects.toEqual(
      expect.objectContaining({ name: 'RetryLater', delayMs: 3_000 }),
    );
    expect(published).toEqual([]);
  });

  it('with a transient failure at the last attempt fails for its reason', async () => {
    const { handle, published } = handler({ download: down });
    await handle(delivery(5));
    expect(published).toMatchObject([
      [
        'image.failed',
        {
          attempts: 5,
          reason: { code: 'server_error', detail: 'The server answered 503.', hint: expect.any(String) },
        },
      ],
    ]);
  });

  it.each([
    ['compressed', 'an image', 1, {}],
    ['failed', 'an image of a dead server', 5, { download: down }],
    ['failed', 'an image that crashes the imager', MAX_DELIVERIES + 1, {}],
  ])(
    'waits with its outcome (%s, %s) for the log, and costs no further attempt',
    async (outcome, _what, attempt, parts) => {
      let refused = 0;
      let downloads = 0;
      const { download = async () => ({ bytes: await FILES.jpeg() }) }: Overrides = parts;
      const { handle, published } = handler({
        download: (url, options) => {
          downloads += 1;
          return download(url, options);
        },
        publish: async () => {
          if (refused === 2) return;
          refused += 1;
          throw new LogUnavailableError('full', 'the log is full');
        },
      });
      await handle(delivery(attempt));
      expect(refused).toBe(2);
      expect(downloads).toBeLessThan(2);
      expect(published).toMatchObject([[`image.${outcome}`, { attempts: attempt }]]);
    },
  );

  it.each([1, MAX_DELIVERIES + 1])(
    '(%s) that waits for the log is returned at once by the end of the service',
    async (attempt) => {
      const stopping = new AbortController();
      const { handle, published } = handler({
        publish: async () => {
          stopping.abort();
          throw new LogUnavailableError('unreachable', 'NATS is away');
        },
      });
      await expect(handle(delivery(attempt, stopping.signal))).rejects.toEqual(
        expect.objectContaining({ name: 'RetryLater', delayMs: 0 }),
      );
      expect(published).toEqual([]);
    },
  );

  it('whose outcome is refused for good is not taken for a failed image', async () => {
    const { handle } = handler({
      publish: async () => {
        throw new Error('no such event');
      },
    });
    await expect(handle(delivery(5))).rejects.toThrow('no such event');
  });

  it('that is interrupted by the end of the service is returned at once', async () => {
    const stopping = new AbortController();
    const { handle, published } = handler({
      download: async () => {
        stopping.abort();
        throw stopping.signal.reason;
      },
    });
    await expect(handle(delivery(5, stopping.signal))).rejects.toEqual(
      expect.objectContaining({ name: 'RetryLater', delayMs: 0 }),
    );
    expect(published).toEqual([]);
  });

  it('gives back the memory it held, whatever happens', async () => {
    const memory = createAllowance(100);
    const options = { urgent: false, signal: new AbortController().signal };
    const { handle } = handler({
      memory,
      download: async (_url, { reserve }) => {
        await reserve(100);
        return { bytes: Buffer.from('no image') };
      },
    });
    await handle(delivery(1));
    using share = await memory.take(100, options);
    expect(share).toBeDefined();
  });

  it('waits with decoding while another image takes the memory', async () => {
    const decoding = createAllowance(100);
    const options = { urgent: false, signal: new AbortController().signal };
    const order: string[] = [];
    const { handle } = handler({
      decoding,
      compress: async (bytes, recipe, reserve) => {
        order.push('asked');
        await reserve(50);
        order.push('decoded');
        return compress(bytes, recipe, LIMITS);
      },
    });
    const other = await decoding.take(60, options);
    const handled = handle(delivery(1));
    await vi.waitUntil(() => order.length > 0);
    order.push('given back');
    other[Symbol.dispose]();
    await handled;
    expect(order).toEqual(['asked', 'given back', 'decoded']);
    using share = await decoding.take(100, options);
    expect(share).toBeDefined();
  });

  it('writes the detail no longer than an event takes it', async () => {
    const { handle, published } = handler({
      download: async () => {
        throw new OutboundError('tls_failed', 'x'.repeat(5_000));
      },
    });
    await handle(delivery(1));
    expect(published).toMatchObject([['image.failed', { reason: { detail: 'x'.repeat(1_000) } }]]);
  });
});

it('of several images with the same bytes the next one is encoded when the first fails, and then copied', async () => {
  const encoded: string[] = [];
  const { handle, published } = handler({
    reuse: createReuse({
      index: { get: async () => null },
      requests: { find: async () => ({ tenant: 'public', recipe: data.recipe }) },
      requestEnds: { wasDeleted: async () => false },
      logger,
    }),
    compress: async (bytes, recipe) => {
      encoded.push('begun');
      if (encoded.length === 1) throw new ImageError('corrupt', 'A fault of the moment.');
      const image = await compress(bytes, recipe, LIMITS);
      encoded.push('ended');
      return image;
    },
    store: {
      put: async ({ key }) => ({ url: `https://store.example/${key}` }),
      copy: async (_original, key) => ({ url: `https://store.example/${key}` }),
      removeAll: async () => {},
    },
  });
  const ids = ['i1', 'i2', 'i3', 'i4'];
  await Promise.all(ids.map((imageId) => handle(delivery(1, undefined, { imageId }))));
  expect(encoded).toEqual(['begun', 'begun', 'ended']);
  const reasons = published.map((one) => /"by":"[a-z-]+"|image.failed/.exec(JSON.stringify(one))?.[0]);
  expect(reasons.toSorted()).toEqual(['"by":"same-bytes"', '"by":"same-bytes"', 'image.failed', undefined]);
});

import { describe, expect, test } from 'vitest';
import {
  type Answer,
  apiForTest,
  events,
  json,
  message,
  pendingAnswer,
  REQUEST_ID,
  requestAnswer,
} from '../testing/api.ts';
import { command } from '../testing/command.ts';

const EVENTS = `GET /v1/requests/${REQUEST_ID}/events`;
const counts = { products: 2, images: 2000, compressed: 1238, failed: 2, rejected: 0 };
const reusing = { products: 2, images: 3, compressed: 3, failed: 0, reused: 2, rejected: 0 };
const spared = { source: 2_000_000, output: 900_000, saved: 1_100_000, notDownloaded: 1_300_000 };
// Progress is not an event of the log, and has no id.
const told = (data: unknown) => `event: progress\ndata: ${JSON.stringify(data)}\n\n`;
const progress = {
  progress: 62,
  counts,
  bytes: { source: 10, output: 5, saved: 5 },
  rate: 40,
  estimatedEndAt: null,
};
const failure = {
  id: 'a',
  url: 'http://shop.example/a.jpg',
  status: 'failed',
  reason: { code: 'not_found', title: 'Not found', detail: 'The server answered 404', hint: 'Check it.' },
};

/** Begins a stream, sends these messages, and breaks the connection off. */
const brokenOff =
  (...messages: string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(messages.join(''), () => response.destroy());
  };

const watching = (api: { url: string }, ...args: string[]) => [
  'watch',
  REQUEST_ID,
  '--url',
  api.url,
  ...args,
];

describe('watch', () => {
  const whole = events(
    ': heartbeat\n\n',
    message('snapshot', 1, pendingAnswer()),
    message('image', 2, failure),
    told(progress),
    message('novelty', 4, {}),
    message('completed', 5, requestAnswer({ counts: reusing, bytes: spared })),
  );

  test('draws a bar at a terminal, with what failed above it', async () => {
    await using api = await apiForTest({ [EVENTS]: whole });
    const { code, out } = await command(watching(api), { columns: 100 });
    expect(code).toBe(0);
    const clear = '\r\x1b[K';
    const bar = '██████████████░░░░░░░░░░  62 %  1,240 of 2,000 images  2 failed  40/s  19 s left';
    expect(out).toContain(
      `${clear}failed  http://shop.example/a.jpg  The server answered 404  (not_found)\n`,
    );
    expect(out).toContain(`${bar}${clear}Completed, succeeded: 3 of 3 images compressed, in 4.0 s.\n`);
    expect(out).toContain('2.0 MB became 900 kB (55 % saved).\n2 images reused, 1.3 MB not downloaded.\n');
  });

  test('keeps the bar within the width of the terminal', async () => {
    await using api = await apiForTest({ [EVENTS]: whole });
    const { out } = await command(watching(api), { columns: 40 });
    expect(out).toContain(`\n██████████████░░░░░░░░░░  62 %  1,240 o\r\x1b[K`);
  });

  test('prints a line now and then where there is no terminal', async () => {
    let clock = 0;
    const later = told({ ...progress, progress: 80 });
    const end = message('completed', 9, requestAnswer());
    await using api = await apiForTest({
      [EVENTS]: events(told(progress), later, later, end),
    });
    const { out } = await command(watching(api), { now: () => (clock += 3_000) });
    expect(out).not.toContain('\x1b');
    expect(out.split('\n').filter((line) => line.includes(' %  '))).toEqual([
      '62 %  1,240 of 2,000 images  2 failed  40/s  19 s left',
      '80 %  1,240 of 2,000 images  2 failed  40/s  19 s left',
    ]);
  });

  test('with --json gives every event on a line of its own', async () => {
    await using api = await apiForTest({ [EVENTS]: whole });
    const { out } = await command(watching(api, '--json'));
    const documents = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(documents.map(({ event, id }) => [event, id])).toEqual([
      ['snapshot', '1'],
      ['image', '2'],
      ['progress', undefined],
      ['completed', '5'],
    ]);
    expect(documents[1].data).toEqual(failure);
  });

  test('takes up a stream that broke off where it was', async () => {
    const parts: Answer[] = [
      brokenOff(message('snapshot', 1, pendingAnswer()), message('image', 7, failure), told(progress)),
      (response) => void response.writeHead(503).end(),
      events(message('completed', 9, requestAnswer())),
    ];
    await using api = await apiForTest({
      [EVENTS]: (response, received, hit) => parts[hit - 1]?.(response, received, hit),
    });
    expect(await command(watching(api))).toMatchObject({ code: 0, err: '' });
    expect(api.received.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '7', '7']);
  });

  test('asks how the request did when the stream has nothing to say', async () => {
    await using api = await apiForTest({
      [EVENTS]: (response) => void response.writeHead(204).end(),
      [`GET /v1/requests/${REQUEST_ID}`]: json(requestAnswer({ status: 'cancelled', outcome: null })),
    });
    const { code, out } = await command(watching(api));
    expect(code).toBe(1);
    expect(out).toMatch(/^Cancelled: /m);
  });

  test('a request that is deleted meanwhile is not found', async () => {
    const told = events(message('snapshot', 1, pendingAnswer()), message('deleted', 2, { id: REQUEST_ID }));
    await using api = await apiForTest({ [EVENTS]: told });
    const { code, err } = await command(watching(api));
    expect(code).toBe(5);
    expect(err).toContain(`Request ${REQUEST_ID} was deleted.`);
  });

  test('so is one that was deleted while the connection was lost', async () => {
    const begin = brokenOff(message('snapshot', 1, pendingAnswer()));
    const gone: Answer = (response) => void response.writeHead(404).end();
    await using api = await apiForTest({
      [EVENTS]: (response, received, hit) => (hit === 1 ? begin : gone)(response, received, hit),
    });
    expect((await command(watching(api))).code).toBe(5);
  });

  test('an interrupt ends it, and says that the request continues', async () => {
    const interrupt = new AbortController();
    await using api = await apiForTest({
      [EVENTS]: (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(message('snapshot', 1, pendingAnswer()), () => interrupt.abort());
      },
    });
    const { code, out, err } = await command(watching(api), { signal: interrupt.signal });
    expect({ code, err }).toEqual({ code: 130, err: '' });
    expect(out).toContain(
      `The request continues. Watch it again: npx halftone watch ${REQUEST_ID} --url ${api.url}\n`,
    );
  });

  test('of very many failures only the first are shown', async () => {
    const failures = Array.from({ length: 30 }, (_, i) => message('image', i + 1, failure));
    await using api = await apiForTest({
      [EVENTS]: events(...failures, message('completed', 99, requestAnswer())),
    });
    const { out } = await command(watching(api));
    expect(out.match(/^failed/gm)).toHaveLength(10);
    expect(out).toContain('Further failures are only counted until the end.\n');
  });

  test('ends with why images failed, each reason once, and with commands to paste', async () => {
    const partial = requestAnswer({ outcome: 'partial', counts: { ...counts, images: 2000, failed: 12 } });
    const items = [
      { code: 'not_found', title: 'There is no image at this address', hint: 'Correct the URL.', images: 11 },
      { code: 'timeout', title: 'The server took too long', hint: 'Retry later.', images: 1 },
    ];
    await using api = await apiForTest({
      [EVENTS]: events(message('completed', 9, partial)),
      [`GET /v1/requests/${REQUEST_ID}/failures`]: json({ items }),
      [`GET /v1/requests/${REQUEST_ID}/images`]: json({ items: [failure], nextCursor: null }),
    });
    const { out } = await command(watching(api));
    expect(out).toContain(
      [
        '12 images failed:',
        '  11  There is no image at this address (not_found)',
        '      Correct the URL.',
        '      for example http://shop.example/a.jpg',
        '   1  The server took too long (timeout)',
        '      Retry later.',
        'Completed, partial: ',
      ].join('\n'),
    );
    expect(out).toContain(`Failures:    npx halftone images ${REQUEST_ID} --failed --url ${api.url}\n`);
    expect(out).toContain(`Retry:       npx halftone retry ${REQUEST_ID} --url ${api.url}\n`);
  });
});

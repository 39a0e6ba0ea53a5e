import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createOutbound, type Outbound } from '../outbound.ts';
import { countConnectionAttempts } from '../testing/connection-attempts.ts';
import { httpOrigin } from '../testing/origins.ts';

const downloading = {
  maxBytes: 1_000,
  headerTimeoutMs: 2_000,
  idleTimeoutMs: 2_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};
const posting = { headers: {}, body: '{}', timeoutMs: 2_000, maxAnswerBytes: 100 };

let arrivals = 0;
const origin = await httpOrigin(
  (_request, response) => response.setHeader('connection', 'close').end('bytes'),
  () => {
    arrivals += 1;
  },
);
const port = Number(new URL(origin.url).port);
afterAll(() => origin[Symbol.asyncDispose]());
beforeEach(() => {
  arrivals = 0;
});

/** Every way to send something to this URL. */
const sending = (client: Outbound, url: string) => [
  () => client.download(url, downloading),
  () => client.post(url, posting),
];

async function expectOpen(client: Outbound, url: string) {
  for (const send of sending(client, url)) await send();
  expect(arrivals).toBe(2);
}

async function expectClosed(client: Outbound, url: string, detail: RegExp) {
  using attempts = countConnectionAttempts();
  for (const send of sending(client, url)) {
    await expect(send()).rejects.toMatchObject({
      code: 'blocked_address',
      detail: expect.stringMatching(detail),
    });
  }
  expect(attempts.count).toBe(0);
  expect(arrivals).toBe(0);
}

const PRIVATE = /private or reserved/;
const CLOSED = /^Connections to port \d+ are not allowed\.$/;

describe('an exemption', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1:{port}', '127.0.0.1'],
    ['127.0.0.0/8', '127.0.0.1'],
    ['127.0.0.1/32', '127.0.0.1'],
    ['0.0.0.0/0', '127.0.0.1'],
    ['127.0.0.1', '0x7f.1'],
    ['127.0.0.1', '[::ffff:127.0.0.1]'],
    ['127.0.0.1', 'inside.example'],
    ['inside.example', 'inside.example'],
    ['Inside.Example:{port}', 'inside.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['10.0.0.1,127.0.0.1', 'inside.example'],
  ])('of %s opens %s', async (allow, host) => {
    await using client = createOutbound(settings(allow));
    await expectOpen(client, `http://${host}:${port}/`);
  });

  it.each([
    ['127.0.0.2', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.2'],
    ['127.0.0.1/32', '127.0.0.0'],
    ['127.0.0.0/31', '127.0.0.2'],
    ['10.0.0.0/8', '127.0.0.1'],
    ['127.0.0.1:{other}', '127.0.0.1'],
    ['127.0.0.1', '[::1]'],
    ['::1', '127.0.0.1'],
    ['127.0.0.0/8', '[::1]'],
    ['127.0.0.0/8', '[::127.0.0.1]'],
    ['127.0.0.0/8', '[64:ff9b::127.0.0.1]'],
    ['127.0.0.0/8', '[2002:7f00:1::]'],
    ['::/0', '127.0.0.1'],
    ['localhost', '127.0.0.1'],
    ['localhost', 'a.localhost'],
    ['a.localhost', 'localhost'],
    ['inside.example', 'other.inside.example'],
    ['inside.example', 'inside.example.'],
    ['inside.example', 'notinside.example'],
    ['inside.example', '127.0.0.1'],
    ['inside.example:{other}', 'inside.example'],
    ['example', 'inside.example'],
  ])('of %s does not open %s', async (allow, host) => {
    await using client = createOutbound(settings(allow));
    await expectClosed(client, `http://${host}:${port}/`, PRIVATE);
  });

  it('of one address of a name opens no other one that the name has', async () => {
    const resolve = async () =>
      ['10.0.0.1', '::1', '127.0.0.1', '169.254.169.254'].map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      }));
    await using client = createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1', resolve });
    using attempts = countConnectionAttempts();
    await expectOpen(client, `http://several.example:${port}/`);
    expect(attempts.count).toBe(2);
  });

  it('does not last longer than the address: a name that changes its answer is refused', async () => {
    for (const index of [0, 1]) {
      arrivals = 0;
      const answers = ['127.0.0.1', '169.254.169.254'];
      const resolve = async () => [{ address: answers.shift() ?? 'asked too often', family: 4 }];
      await using client = createOutbound({ allow: ['127.0.0.1'], userAgent: 'Test/1', resolve });
      const send = sending(client, `http://rebind.example:${port}/`)[index];
      await send?.();
      await expect(send?.()).rejects.toMatchObject({ code: 'blocked_address' });
      expect([arrivals, answers]).toEqual([1, []]);
    }
  });
});

describe('a port', () => {
  it('is open when it is the one that may be connected to', async () => {
    await using client = createOutbound({ ...settings('127.0.0.1'), ports: [80, port] });
    await expectOpen(client, `http://127.0.0.1:${port}/`);
  });

  it('is closed when it is none of those, at an exempt address too', async () => {
    await using client = createOutbound({ ...settings('127.0.0.1'), ports: [80, 443] });
    await expectClosed(client, `http://127.0.0.1:${port}/`, CLOSED);
    await expectClosed(client, `http://inside.example:${port}/`, CLOSED);
    await expectClosed(client, 'http://8.8.8.8:8080/', CLOSED);
    await expectClosed(client, 'https://8.8.8.8:8443/', CLOSED);
  });

  it.each(['127.0.0.1:{port}', 'inside.example:{port}'])('is open when %s is exempt', async (allow) => {
    await using client = createOutbound({ ...settings(allow), ports: [80] });
    await expectOpen(client, `http://inside.example:${port}/`);
  });

  it.each([22, 25, 3306, 4222, 5432, 6379, 9200, 11211, 27017])(
    '%s is closed without being named, at an exempt address too',
    async (closed) => {
      await using client = createOutbound(settings('127.0.0.0/8'));
      await expectClosed(client, `http://127.0.0.1:${closed}/`, CLOSED);
      await expectClosed(client, `http://8.8.8.8:${closed}/`, CLOSED);
    },
  );

  it('of another service is reached once it is named', async () => {
    await using client = createOutbound(settings('127.0.0.1:1'));
    const download = client.download('http://127.0.0.1:1/', downloading);
    await expect(download).rejects.toMatchObject({ code: 'connection_failed' });
  });
});

/** Every name but those of this machine leads to the origin. */
function settings(allow: string) {
  return {
    allow: allow
      .replace('{port}', String(port))
      .replace('{other}', String(port - 1))
      .split(','),
    userAgent: 'Test/1',
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  };
}

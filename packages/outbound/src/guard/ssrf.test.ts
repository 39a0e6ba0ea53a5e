import ipaddr from 'ipaddr.js';
import { afterAll, describe, expect, it } from 'vitest';
import type { DownloadOptions } from '../download.ts';
import { createOutbound } from '../outbound.ts';
import { countConnectionAttempts } from '../testing/connection-attempts.ts';
import { httpOrigin } from '../testing/origins.ts';
import { NAMES, NAMES_OF_NOTHING } from '../testing/ssrf/names.ts';
import { PUBLIC_ADDRESSES, PUBLIC_URLS } from '../testing/ssrf/public.ts';
import { RESERVED_NETWORKS } from '../testing/ssrf/reserved-networks.ts';
import { SPELLINGS } from '../testing/ssrf/spellings.ts';
import { URLS } from '../testing/ssrf/urls.ts';
import { createDestinationPolicy } from './destination-policy.ts';
import { isPublicAddress } from './public-address.ts';
import { systemResolve } from './resolve.ts';
import { parseTarget } from './target.ts';

const downloading: DownloadOptions = {
  maxBytes: 1_000,
  headerTimeoutMs: 2_000,
  idleTimeoutMs: 2_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};
const posting = { headers: {}, body: '{}', timeoutMs: 2_000, maxAnswerBytes: 100 };

let arrivals = 0;
const canary = await httpOrigin(
  (_request, response) => response.end('secret'),
  () => {
    arrivals += 1;
  },
);
const { port } = new URL(canary.url);
const addresses = new Map(NAMES.map(([name, ...found]) => [new URL(`http://${name}`).hostname, found]));
const client = createOutbound({
  allow: [],
  userAgent: 'Test/1',
  async resolve(hostname) {
    if (hostname.replace(/\.$/, '').endsWith('localhost')) return systemResolve(hostname);
    const found = addresses.get(hostname);
    if (!found) throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  },
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await canary[Symbol.asyncDispose]();
});

/** Neither a download nor a webhook gets anywhere, and nothing was tried. */
async function expectRefusal(template: string, code: string) {
  const url = template.replace('{port}', port);
  const refusal = expect.objectContaining({ name: 'OutboundError', code, retryable: false });
  using attempts = countConnectionAttempts();
  await expect(client.download(url, downloading)).rejects.toEqual(refusal);
  await expect(client.post(url, posting)).rejects.toEqual(refusal);
  expect(attempts.count).toBe(0);
  expect(arrivals).toBe(0);
}

/** The first, the middle and the last address of a network. */
function samplesOf(cidr: string): string[] {
  const [address, bits] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray();
  const first = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const size = 1n << BigInt(bytes.length * 8 - bits);
  const samples = [first, first + size / 2n, first + size - 1n].map((number) =>
    ipaddr
      .fromByteArray([...Buffer.from(number.toString(16).padStart(bytes.length * 2, '0'), 'hex')])
      .toString(),
  );
  return [...new Set(samples)];
}

const reserved = RESERVED_NETWORKS.flatMap(([cidr, name]) =>
  samplesOf(cidr).map((address) => [address, cidr, name] as const),
);

describe('neither an image nor a webhook gets to', () => {
  it.each(reserved)('%s of %s, %s', async (address) => {
    await expectRefusal(
      `http://${address.includes(':') ? `[${address}]` : address}:{port}/`,
      'blocked_address',
    );
  });

  for (const [kind, hosts] of Object.entries(SPELLINGS)) {
    it.each(hosts)(`a host in ${kind}: %j`, async (spelling) => {
      const host = spelling.replace(/^none:/, '');
      const code = host === spelling ? 'blocked_address' : 'invalid_url';
      await expectRefusal(`http://${host}:{port}/`, code);
      await expectRefusal(`https://${host}:{port}/latest/meta-data/`, code);
    });
  }

  for (const [kind, urls] of Object.entries(URLS)) {
    it.each(urls)(`URLs ${kind}: %j`, expectRefusal);
  }

  it.each(NAMES)('the name %s, which leads to %s', async (name) => {
    await expectRefusal(`http://${name}:{port}/`, 'blocked_address');
    await expectRefusal(`https://${name}/`, 'blocked_address');
  });

  it.each(NAMES_OF_NOTHING)('the name %s, which leads nowhere', async (name) => {
    await expectRefusal(`http://${name}:{port}/`, 'dns_failed');
  });
});

describe('a name that leads to', () => {
  it.each(reserved)('%s of %s, %s, is private', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['', 'localhost', '999.1.1.1', '2606:4700::1111%lo'])(
    '%j, which is no address, is private',
    (text) => {
      expect(isPublicAddress(text)).toBe(false);
    },
  );

  it.each(PUBLIC_ADDRESSES)('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

it.each(PUBLIC_URLS)('%s may be fetched: it leads to %s at port %s', (url, address, urlPort) => {
  const target = parseTarget(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  expect(host).toBe(address);
  expect(createDestinationPolicy([])({ host, port: urlPort, address })).toBe('permitted');
});

it('a connection that is permitted is counted, and the canary hears it', async () => {
  await using permitted = createOutbound({ allow: [canary.host], userAgent: 'Test/1' });
  using attempts = countConnectionAttempts();
  await permitted.download(canary.url, downloading);
  expect(attempts.count).toBe(1);
  expect(arrivals).toBe(1);
});

import { expect, it } from 'vitest';
import { createOutbound } from '../outbound.ts';
import { httpOrigin } from '../testing/origins.ts';

const SECRET = 'hunter2';
const downloading = {
  maxBytes: 1_000,
  headerTimeoutMs: 1_000,
  idleTimeoutMs: 1_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 5,
};
const posting = { headers: {}, body: '{}', timeoutMs: 1_000, maxAnswerBytes: 100 };

/** All that an error says, to users and in a log. */
function everythingOf(error: unknown): string {
  const said: unknown[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    said.push(cause.message, cause.stack, ...Object.entries(cause));
  }
  return JSON.stringify(said);
}

it.each([
  `http://user:${SECRET}@127.0.0.1:{port}/`,
  `http://${SECRET}@127.0.0.1:{port}/`,
  `http://${SECRET}:@127.0.0.1:{port}/`,
  `http://user:${SECRET}@10.0.0.1/`,
  `http://user:${SECRET}@nowhere.example/`,
  `http://user:${SECRET}@[/`,
  `http://user:${SECRET}@127.0.0.1:99999/`,
  `ftp://user:${SECRET}@127.0.0.1/`,
  `http://10.0.0.1/?X-Amz-Signature=${SECRET}`,
  `http://nowhere.example/?token=${SECRET}#${SECRET}`,
  `http://127.0.0.1:{port}/404?token=${SECRET}`,
  `http://127.0.0.1:{port}/redirect?token=${SECRET}`,
])('a secret in %s is in no error, and no user name or password is sent', async (template) => {
  const seen: string[] = [];
  await using origin = await httpOrigin((request, response) => {
    seen.push(request.headers.authorization ?? '');
    const location = `http://user:${SECRET}@10.0.0.1/${SECRET}`;
    if (request.url?.startsWith('/redirect')) response.writeHead(302, { location }).end();
    else response.writeHead(404).end();
  });
  const resolve = async () => {
    throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  };
  await using client = createOutbound({ allow: [origin.host], userAgent: 'Test/1', resolve });
  const url = template.replace('{port}', new URL(origin.url).port);
  const outcomes = await Promise.allSettled([client.download(url, downloading), client.post(url, posting)]);
  expect(outcomes[0]).toMatchObject({ reason: { name: 'OutboundError' } });
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(everythingOf(outcome.reason)).not.toContain(SECRET);
  }
  expect(seen.join('')).toBe('');
});

it('the addresses of redirects are told to nobody, and cookies to none but the origin that set them', async () => {
  const headers: unknown[] = [];
  await using other = await httpOrigin((request, response) => {
    headers.push(request.headers);
    response.end('bytes');
  });
  await using origin = await httpOrigin((request, response) => {
    headers.push({ ...request.headers, cookie: undefined });
    const location = request.url === '/next' ? other.url : '/next';
    response.writeHead(302, { location, 'set-cookie': `session=${SECRET}; Domain=127.0.0.1` }).end();
  });
  await using client = createOutbound({ allow: [origin.host, other.host], userAgent: 'Test/1' });
  await client.download(`${origin.url}/?token=${SECRET}`, downloading);
  expect(headers).toHaveLength(3);
  expect(JSON.stringify(headers)).not.toContain(SECRET);
});

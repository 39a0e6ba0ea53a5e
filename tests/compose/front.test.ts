import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const { services } = parse(await readFile(join(root, 'docker-compose.yml'), 'utf8'), { merge: true });
const configuration = await readFile(join(root, 'deploy/front/haproxy.cfg'), 'utf8');
const { PROBLEMS } = await import(join(root, 'services/gateway/src/problems/problem-codes.ts'));

test('the front alone is published for the API, so that there may be several gateways', () => {
  const published = Object.entries<{ ports?: string[]; profiles?: string[] }>(services).filter(
    ([, { ports, profiles }]) => ports && !profiles,
  );
  expect(published.map(([name]) => name).sort()).toEqual(['front', 'minio']);
  expect(services.front.image).toMatch(/^haproxy:\d+\.\d+\.\d+-alpine$/);
});

test('every setting that the proxy reads comes from Compose', () => {
  const read = [...configuration.matchAll(/"\$\{([A-Z_]+)\}"/g)].map(([, name]) => name);
  expect(read.sort()).toEqual(['HEADERS_TIMEOUT_MS', 'MAX_CONNECTIONS']);
  expect(Object.keys(services.front.environment)).toEqual(expect.arrayContaining(read));
});

test('who is calling is decided by the proxy: the gateways trust it alone, and it what TRUSTED_PROXIES names', async () => {
  expect(configuration).toMatch(/^ +http-request set-header X-Forwarded-For %\[src\]$/m);
  const believed = configuration.match(/req\.hdr_ip\(x-forwarded-for.+$/gm) ?? [];
  expect(believed.length).toBeGreaterThan(0);
  for (const rule of believed) expect(rule).toMatch(/ if \{ src -f \/tmp\/trusted-proxies \}$/);
  expect(await readFile(join(root, 'deploy/front/start.sh'), 'utf8')).toContain('>/tmp/trusted-proxies');
  expect(services.gateway.environment.TRUSTED_PROXIES).not.toContain('$');
});

test('a gateway is asked on a port where no other service answers, since Docker gives its address to others once it is gone', () => {
  const { PORT } = services.gateway.environment;
  const asked = [...configuration.matchAll(/ gateway:(\d+) /g)].map(([, port]) => port);
  expect(asked).toEqual([PORT, PORT]);
  const others = Object.entries<{ environment?: Record<string, string> }>(services).filter(
    ([name, { environment }]) => name !== 'gateway' && environment,
  );
  expect(others.map(([, { environment }]) => environment?.PORT ?? '8080')).not.toContain(PORT);
});

test("what the proxy itself refuses are problems as the gateway's are", () => {
  const refusals = [...configuration.matchAll(/http-error status (\d+) content-type (\S+) string '(.+?)'/g)];
  expect(refusals.map(([, status]) => status)).toEqual(['400', '408', '502', '503', '504']);
  for (const [, status, type, text = ''] of refusals) {
    const body = JSON.parse(text);
    expect(type).toBe('application/problem+json');
    expect(body).toMatchObject({
      status: Number(status),
      // Relative, as RFC 9457 allows: the proxy does not know under which address it is called.
      type: `/docs/errors#${body.code}`,
      title: PROBLEMS[body.code].title,
      hint: PROBLEMS[body.code].hint,
      error: body.detail,
    });
  }
});

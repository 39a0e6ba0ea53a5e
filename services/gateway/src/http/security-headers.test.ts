import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { securityHeaders, securityHeadersOf } from './security-headers.ts';

async function headersAt(publicUrl: string) {
  await using app = Object.assign(Fastify(), { [Symbol.asyncDispose]: () => app.close() });
  securityHeaders(app, securityHeadersOf({ publicUrl }));
  return (await app.inject('/nothing')).headers;
}

test('every answer, a refusal too, tells browsers to take it for what it is', async () => {
  expect(await headersAt('http://localhost:3000')).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  });
});

test('browsers are told to stay with HTTPS only where it is served', async () => {
  expect(await headersAt('https://shop.example')).toHaveProperty('strict-transport-security');
  expect(await headersAt('http://localhost:3000')).not.toHaveProperty('strict-transport-security');
});

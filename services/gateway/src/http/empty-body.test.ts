import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { takeEmptyBodies } from './empty-body.ts';
import type { TypeBoxProvider } from './type-provider.ts';

test.each([
  ['DELETE', '', 200, 'none'],
  ['POST', '', 200, 'none'],
  ['POST', '{"a":1}', 200, { a: 1 }],
  ['POST', '{', 400, undefined],
  ['POST', '{"__proto__":{}}', 400, undefined],
] as const)('a %s whose body is JSON and reads %j is a %i', async (method, payload, status, body) => {
  const app = Fastify().withTypeProvider<TypeBoxProvider>();
  takeEmptyBodies(app);
  app.route({ method, url: '/', handler: async (request) => ({ body: request.body ?? 'none' }) });
  const headers = { 'content-type': 'application/json' };
  const answer = await app.inject({ method, url: '/', headers, payload });
  expect([answer.statusCode, answer.json().body]).toEqual([status, body]);
  await app.close();
});

import { once } from 'node:events';
import { Agent, get, request } from 'node:http';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { serve } from './server.ts';
import type { TypeBoxProvider } from './type-provider.ts';

/** An app with one route that answers when it is told to. */
function slowApp() {
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  const app = Fastify({ return503OnClosing: false }).withTypeProvider<TypeBoxProvider>();
  app.get('/slow', () => {
    arrived.resolve();
    return answer.promise;
  });
  return { app, arrived: arrived.promise, answer };
}

test('a request in flight is answered before the server has stopped, and its connection does not hold it up', async () => {
  const { app, arrived, answer } = slowApp();
  const server = await serve(app, { host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true });
  const asked = get({ port: server.address.port, path: '/slow', agent });
  await arrived;
  const stopped = server[Symbol.asyncDispose]();
  answer.resolve('done');
  const [response] = await once(asked, 'response');
  expect(response.statusCode).toBe(200);
  expect(response.headers.connection).toBe('close');
  response.resume();
  await stopped;
  agent.destroy();
});

test('a request that takes too long is cut off', async () => {
  const { app, arrived } = slowApp();
  const server = await serve(app, { host: '127.0.0.1', port: 0, shutdown: { delayMs: 0, timeoutMs: 50 } });
  const asked = request({ port: server.address.port, path: '/slow' }).end();
  const failed = once(asked, 'error');
  await arrived;
  await server[Symbol.asyncDispose]();
  expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { beginSpan, currentTrace, inSpan, isTracing, startTracing, traceFields } from './tracing.ts';

const PARENT = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'a=1' };
const UNSAMPLED = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00' };

afterEach(() => vi.unstubAllEnvs());

/** A collector that keeps what it is sent, and tracing towards it. */
async function traced() {
  const requests: { type: string | undefined; path: string | undefined; body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    const { url: path, headers } = request;
    requests.push({ type: headers['content-type'], path, body: await buffer(request) });
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', endpoint);
  const tracing = await startTracing('halftone-test', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  return {
    requests,
    finish: () => tracing[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

test('without an endpoint, work is done and nothing else', async () => {
  await using _tracing = await startTracing('halftone-test', {});
  expect(isTracing()).toBe(false);
  expect(inSpan('work', { parent: PARENT }, (span) => span.context())).toEqual({});
  expect(beginSpan('work', {}).within(() => currentTrace())).toEqual({});
  expect(traceFields()).toEqual({});
});

test('spans are sent as protobuf, with what is left at the end', async () => {
  await using collector = await traced();
  await inSpan('a piece of work', { kind: 'consumer', parent: PARENT }, async () => {
    expect(currentTrace().traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(currentTrace().tracestate).toBe('a=1');
    expect(traceFields()).toMatchObject({ trace_id: '0af7651916cd43dd8448eb211c80319c', trace_flags: '01' });
  });
  await collector.finish();
  expect(collector.requests).toMatchObject([{ type: 'application/x-protobuf', path: '/v1/traces' }]);
  expect(collector.requests[0]?.body.toString('latin1')).toMatch(/halftone-test[\s\S]*a piece of work/);
});

test('what its parent is not sampled for is not sent, and says so to those who go on from it', async () => {
  await using collector = await traced();
  const trace = inSpan('unsampled', { parent: UNSAMPLED }, (span) => span.context());
  expect(trace.traceparent).toMatch(/-00$/);
  await collector.finish();
  expect(collector.requests).toEqual([]);
});

test('the standard variables say how much is sampled', async () => {
  vi.stubEnv('OTEL_TRACES_SAMPLER', 'parentbased_always_off');
  await using collector = await traced();
  inSpan('a root', { parent: null }, () => {});
  inSpan('a child', { parent: PARENT }, () => {});
  await collector.finish();
  expect(collector.requests[0]?.body.toString('latin1')).toContain('a child');
  expect(collector.requests[0]?.body.toString('latin1')).not.toContain('a root');
});

test('an error ends the span and is thrown on', async () => {
  await using collector = await traced();
  const fail = async () => {
    throw new TypeError('no such thing');
  };
  await expect(inSpan('failing', {}, fail)).rejects.toThrow('no such thing');
  expect(() => inSpan('failing at once', {}, () => JSON.parse('{'))).toThrow(SyntaxError);
  await collector.finish();
  expect(collector.requests[0]?.body.toString('latin1')).toMatch(/TypeError[\s\S]*SyntaxError/);
});

test('a collector that does not answer holds up the end for no longer than two seconds', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', endpoint);
  const tracing = await startTracing('halftone-test', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  inSpan('work', {}, () => {});
  const began = performance.now();
  await tracing[Symbol.asyncDispose]();
  expect(performance.now() - began).toBeLessThan(10_000);
  server.closeAllConnections();
  server.close();
});

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { originForTest } from '@halftone/local-stack/testing';

/** A request as the server got it. */
export type Received = {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: Buffer;
};

export type Answer = (response: ServerResponse, received: Received, hit: number) => void | Promise<void>;

export type TestApi = AsyncDisposable & { url: string; received: Received[] };

export const REQUEST_ID = '6f1c2c1e-0b5e-4f0a-9d54-0b8f0f3f9a11';

/** A request as `/v1` shows it: all of it done, but for what is given otherwise. */
export function requestAnswer(fields: Record<string, unknown> = {}) {
  return {
    id: REQUEST_ID,
    status: 'completed',
    outcome: 'succeeded',
    progress: 100,
    counts: { products: 2, images: 3, compressed: 3, failed: 0, rejected: 0 },
    bytes: { source: 2_000_000, output: 900_000, saved: 1_100_000 },
    recipe: { quality: 50 },
    lane: 'express',
    filename: 'catalogue.csv',
    detected: { encoding: 'utf-8', delimiter: ',', columns: [] },
    createdAt: '2026-11-20T10:00:00.000Z',
    updatedAt: '2026-11-20T10:00:04.000Z',
    completedAt: '2026-11-20T10:00:04.000Z',
    durationMs: 4_000,
    rate: null,
    estimatedEndAt: null,
    links: {},
    ...fields,
  };
}

/** A request of which nothing has ended yet. */
export const pendingAnswer = (fields: Record<string, unknown> = {}) =>
  requestAnswer({
    status: 'pending',
    outcome: null,
    progress: 0,
    counts: { products: 2, images: 3, compressed: 0, failed: 0, rejected: 0 },
    bytes: { source: 0, output: 0, saved: 0 },
    completedAt: null,
    durationMs: null,
    ...fields,
  });

/** A real HTTP server with an answer for each `METHOD /v1/path`; the others are not found. */
export async function apiForTest(answers: Record<string, Answer>): Promise<TestApi> {
  const received: Received[] = [];
  const hits = new Map<string, number>();
  const origin = await originForTest({
    '*': async (request, response) => {
      const call = await receivedOf(request);
      received.push(call);
      const name = `${call.method} ${call.path}`;
      hits.set(name, (hits.get(name) ?? 0) + 1);
      const answer = answers[name] ?? problem(404, { detail: 'There is no request with this id.' });
      await answer(response, call, hits.get(name) ?? 0);
    },
  });
  return { url: origin.url, received, [Symbol.asyncDispose]: () => origin[Symbol.asyncDispose]() };
}

async function receivedOf(request: IncomingMessage): Promise<Received> {
  const url = new URL(request.url ?? '/', 'http://api');
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: await buffer(request),
  };
}

export const json =
  (body: unknown, status = 200): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export const problem =
  (status: number, fields: Record<string, unknown>, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
      .end(JSON.stringify({ type: 'urn:halftone:problem:test', title: 'Refused', status, ...fields }));

/** One message of an event stream. */
export const message = (event: string, id: number, data: unknown) =>
  `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

/** An event stream of these messages, which then ends. */
export const events =
  (...messages: string[]): Answer =>
  (response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(messages.join(''));

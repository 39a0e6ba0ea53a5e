import cors from '@fastify/cors';
import { PARTIAL_HEADER } from '../problems/file-headers.ts';
import { REPLAYED_HEADER } from './replayed-header.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';
import type { App } from './type-provider.ts';

const ONE_HOUR_S = 60 * 60;

/**
 * Lets pages of these origins, and of no other, call from a browser. Only the headers that carry a key say who is calling,
 * never a cookie. Goes before authentication, since a browser asks without a key first.
 */
export function allowOrigins(app: App, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'x-api-key',
      'content-type',
      'idempotency-key',
      'last-event-id',
      REQUEST_ID_HEADER,
    ],
    exposedHeaders: [
      'location',
      'allow',
      'content-disposition',
      'retry-after',
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      REPLAYED_HEADER,
      PARTIAL_HEADER,
      REQUEST_ID_HEADER,
    ],
    maxAge: ONE_HOUR_S,
    // Else what is no preflight would be refused in words of the library's own.
    strictPreflight: false,
  });
}

import type { RequestListener } from 'node:http';
import { serve } from './pictures.ts';

/** What an origin does wrong, and the reason that the image should fail for. */
export const FAULTS: Record<string, { reason: string; listener: (image: Buffer) => RequestListener }> = {
  missing: {
    reason: 'not_found',
    listener: () => (_request, response) => void response.writeHead(404).end('gone'),
  },
  silent: {
    reason: 'timeout',
    listener: () => (request) => void request.resume(),
  },
  page: {
    reason: 'not_an_image',
    listener: () => serve(Buffer.from('<!doctype html><title>Log in</title>'), 'image/jpeg'),
  },
  truncated: {
    reason: 'truncated',
    listener: (image) => serve(image.subarray(0, image.length / 2)),
  },
  'cut-off': {
    reason: 'truncated',
    listener: (image) => (_request, response) => {
      response.writeHead(200, { 'content-length': image.length });
      response.write(image.subarray(0, 100), () => void response.destroy());
    },
  },
  empty: {
    reason: 'empty',
    listener: () => serve(Buffer.alloc(0)),
  },
  forbidden: {
    reason: 'access_denied',
    listener: () => (_request, response) => void response.writeHead(403).end(),
  },
  erring: {
    reason: 'server_error',
    listener: () => (_request, response) => void response.writeHead(500).end(),
  },
};

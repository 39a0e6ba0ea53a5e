import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '../problems/problems.ts';
import type { RefuseOnSocket } from './raw-answer.ts';
import type { App } from './type-provider.ts';

/** How long clients may keep the gateway waiting. */
export type Patience = {
  /** For the header fields, on a connection without any too. */
  headersMs: number;
  /** Without a byte in either direction: nothing is sent, or nothing of the answer is taken in. */
  silenceMs: number;
  /** For a whole request: a large catalogue over a slow line takes its time. */
  requestMs: number;
  /** What has to arrive of a body while it is waited for, over `silenceMs`; 0 for no limit. */
  bytesPerSecond: number;
  /** For the rest of a body that was refused already. */
  restMs: number;
};

export const PATIENCE: Patience = {
  headersMs: 20_000,
  silenceMs: 60_000,
  requestMs: 60 * 60 * 1000,
  bytesPerSecond: 256,
  restMs: 5000,
};

const LONGEST_CHECK_MS = 1000;

/** The options of the HTTP server that make it as patient. */
export function serverTimeouts({ headersMs, silenceMs, requestMs }: Patience) {
  return {
    requestTimeout: requestMs,
    connectionTimeout: silenceMs,
    http: {
      headersTimeout: Math.min(headersMs, requestMs),
      connectionsCheckingInterval: Math.min(LONGEST_CHECK_MS, headersMs),
    },
  };
}

/** Cuts off who sends a body too slowly to be worth the wait, and who goes on sending one that was refused. */
export function cutOffSlowClients(app: App, patience: Patience, refuse: RefuseOnSocket): void {
  refuseSlowBodies(app, patience, refuse);
  app.addHook('onResponse', async ({ raw }) => {
    if (!hasBody(raw) || raw.complete || raw.destroyed) return;
    const cutting = setTimeout(() => raw.destroy(), patience.restMs).unref();
    const keep = () => clearTimeout(cutting);
    raw.once('end', keep).once('close', keep);
  });
}

function refuseSlowBodies(app: App, { silenceMs, bytesPerSecond }: Patience, refuse: RefuseOnSocket): void {
  const least = (bytesPerSecond * silenceMs) / 1000;
  /** The requests whose bodies are arriving, with what their connections had read at the last look. */
  const arriving = new Map<ServerResponse, number>();
  const look = () => {
    for (const [response, before] of arriving) {
      const { req: request } = response;
      const { bytesRead } = request.socket;
      if (request.complete || request.destroyed || response.headersSent) arriving.delete(response);
      // What has arrived is not taken in: it is the gateway that is slow.
      else if (request.readableLength > 0) arriving.set(response, Number.NEGATIVE_INFINITY);
      else if (bytesRead - before >= least) arriving.set(response, bytesRead);
      else {
        arriving.delete(response);
        refuse(new Problem('request_timeout', 'The body arrives too slowly.'), request.socket);
      }
    }
  };
  let looking: NodeJS.Timeout | undefined;
  app.addHook('onReady', async () => {
    if (least > 0) looking = setInterval(look, silenceMs).unref();
  });
  app.addHook('onClose', async () => clearInterval(looking));
  app.addHook('onRequest', async (request, { raw }) => {
    if (hasBody(request.raw)) arriving.set(raw, Number.NEGATIVE_INFINITY);
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

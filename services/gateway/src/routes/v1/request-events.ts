import type { Readable } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { Type } from 'typebox';
import type { ConcurrencyHooks } from '../../access/concurrency-limits.ts';
import type { App } from '../../http/type-provider.ts';
import { problemResponses } from '../../problems/problems.ts';
import { type EventStream, openEventStream } from '../../progress/event-stream.ts';
import { type Feed, type FeedDependencies, feedRequest, startOfFeed } from '../../progress/request-feed.ts';
import { requestOf } from '../../progress/request-of.ts';
import type { StatusDependencies } from '../../progress/request-status.ts';
import { requestParams } from './requests.ts';

export type EventsDependencies = StatusDependencies &
  FeedDependencies & { concurrency: Pick<ConcurrencyHooks, 'eventStreams'> };

const DESCRIPTION = `Server-sent events, from a snapshot to the end of the request:

- \`snapshot\`: the current state of the request (a Request).
- \`image\`: an image has ended (an Image without its url).
- \`progress\`: \`{counts, bytes, progress, rate, estimatedEndAt}\`, as in a Request; at most five times a second.
- \`completed\`, \`cancelled\`: the final state of the request (a Request). The stream ends.
- \`deleted\`: \`{id}\`. The stream ends.

The ids are sequences of the event log. Browsers send the last one as \`Last-Event-ID\` when they reconnect, and
the stream resumes after it. A client that already knows the end gets 204, which stops the reconnecting.`;

const events = {
  operationId: 'streamRequestEvents',
  summary: 'Follow a request while it runs',
  description: DESCRIPTION,
  tags: ['requests'],
  params: requestParams,
  headers: Type.Object({
    'last-event-id': Type.Optional(
      Type.String({ description: 'The id of the last event that was received; any other text is ignored.' }),
    ),
  }),
  response: {
    200: {
      description: 'The events.',
      content: { 'text/event-stream': { schema: Type.Unsafe<Readable>(Type.String()) } },
    },
    204: Type.Null({ description: 'The client already knows the end.' }),
    ...problemResponses(
      'unauthorized',
      'request_not_found',
      'too_many_requests',
      'overloaded',
      'log_unavailable',
      'database_unavailable',
    ),
  },
};

/** The progress of a request as it happens. */
export function requestEventsRoutes(app: App, deps: EventsDependencies): void {
  const open = new Set<AbortController>();
  app.addHook('preClose', async () => {
    for (const closing of open) closing.abort();
  });

  // A HEAD would open a feed that nobody reads, and that nothing closes.
  const options = { schema: events, exposeHeadRoute: false, onRequest: deps.concurrency.eventStreams };
  app.get('/v1/requests/:id/events', options, async (request, reply) => {
    const { tenant, params, headers } = request;
    const { requestId } = await requestOf(deps, tenant, params.id);
    const start = await startOfFeed(deps, requestId, sequenceIn(headers['last-event-id']));
    if (!start) return reply.code(204).send(null);
    // Read only now, so that it lacks nothing but what the read model has yet to take in: the feed's progress tells that.
    const current = await requestOf(deps, tenant, params.id);
    const closing = new AbortController();
    open.add(closing);
    const stream = openEventStream(closing.signal);
    stream.body.once('close', () => {
      open.delete(closing);
      closing.abort();
    });
    // Who went away while the request was looked up never reads the body, and so would never close it.
    if (reply.raw.destroyed) stream.body.destroy();
    else reply.raw.once('close', () => stream.body.destroy());
    void feed(stream, { request: current, start, signal: closing.signal }, deps, request.log);
    return (
      reply
        .type('text/event-stream')
        // Or else nginx would hold the events back.
        .header('x-accel-buffering', 'no')
        // When the gateway stops, nobody has to wait for the client to let go of the connection.
        .header('connection', 'close')
        .send(stream.body)
    );
  });
}

/** Ends the response when the request or the process ends. When something breaks too: the client then comes back. */
async function feed(
  stream: EventStream,
  feed: Feed,
  deps: FeedDependencies,
  log: FastifyBaseLogger,
): Promise<void> {
  try {
    await feedRequest(stream, feed, deps);
  } catch (err) {
    if (!feed.signal.aborted) log.warn({ err }, 'event stream interrupted');
  } finally {
    stream.body.end();
  }
}

function sequenceIn(text: string | undefined): number | null {
  return text && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

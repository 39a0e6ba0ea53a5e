import type { EventLog } from '@halftone/messaging';
import { Type } from 'typebox';
import { refusalsOf } from '../compatibility/refusals.ts';
import type { Surface } from '../compatibility/surface.ts';
import { fromLog } from '../dependencies.ts';
import type { App } from '../http/type-provider.ts';
import { fieldFault, invalidFields } from '../problems/field-faults.ts';
import { PageOf } from './v1/paging.ts';

export type InboxDependencies = { log: () => Pick<EventLog, 'inbox'>; now: () => Date; surface: Surface };

/** Notifications are small, and this is a place to try them out. */
const MAX_BYTES = 64 * 1024;
/** JSON is read to any depth, but not written. */
const MAX_DEPTH = 100;
const LISTED = 100;

const receivedAt = Type.String({ format: 'date-time', description: 'When it came (RFC 3339, UTC).' });

const ALWAYS = ['unauthorized', 'too_many_requests', 'log_unavailable'] as const;

const receive = (surface: Surface) => ({
  operationId: 'receiveNotification',
  summary: 'Post a notification to the inbox',
  description: 'A receiver to try webhooks with: any JSON object is accepted.',
  tags: ['webhooks'],
  body: Type.Record(Type.String(), Type.Unknown(), {
    description: 'The notification.',
    examples: [{ type: 'webhook.test', data: { message: 'This is a test.' } }],
  }),
  response: {
    200: Type.Object(
      { message: Type.String({ description: 'That it was accepted.' }) },
      { title: 'NotificationReceipt', description: 'It is in the inbox.' },
    ),
    ...refusalsOf(surface, ...ALWAYS, 'invalid_request', 'body_too_large', 'unsupported_media_type'),
  },
});

const list = (surface: Surface) => ({
  operationId: 'listNotifications',
  summary: 'What the inbox has received, the newest first',
  tags: ['webhooks'],
  response: {
    200: PageOf(
      'NotificationPage',
      Type.Object(
        {
          receivedAt,
          body: Type.Record(Type.String(), Type.Unknown(), {
            description: 'The notification as it was received.',
          }),
        },
        { title: 'Notification', description: 'A notification in the inbox.' },
      ),
      `At most ${LISTED}, and none older than seven days. There is one page.`,
    ),
    ...refusalsOf(surface, ...ALWAYS),
  },
});

/** An inbox in which webhooks can be tried out. */
export function inboxRoutes(app: App, { log, now, surface }: InboxDependencies): void {
  app.post('/webhook', { schema: receive(surface), bodyLimit: MAX_BYTES }, async ({ tenant, body }) => {
    if (isDeeper(body, MAX_DEPTH)) {
      throw invalidFields([fieldFault('', 'invalid_value', `must not be nested deeper than ${MAX_DEPTH}`)]);
    }
    await fromLog(log().inbox.put(tenant, { receivedAt: now().toISOString(), body }));
    return { message: surface.inbox };
  });

  app.get('/webhook', { schema: list(surface) }, async ({ tenant }) => {
    const items = await fromLog(log().inbox.list(tenant, LISTED));
    return { items, nextCursor: null };
  });
}

function isDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

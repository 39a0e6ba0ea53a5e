import { WEBHOOK_NAMES, WebhookTestResult } from '@halftone/contracts';
import type { EventLog } from '@halftone/messaging';
import { Type } from 'typebox';
import type { Keyring } from '../../access/keyring.ts';
import { ownPace } from '../../access/rate-limits.ts';
import { fromNotifier } from '../../dependencies.ts';
import type { App } from '../../http/type-provider.ts';
import { webhookUrlOf } from '../../intake/webhook-url.ts';
import { problemResponses } from '../../problems/problems.ts';

export type WebhookTestsDependencies = {
  log: () => Pick<EventLog, 'webhookTests'>;
  keys: Keyring | null;
  /** The most tests a minute of one key or, without keys, of one address; 20 if left out, 0 for no limit. */
  webhookTestsPerMinute?: number;
};

const TESTS_PER_MINUTE = 20;
/** Beyond what a receiver may take, and the notifier for connecting to it. */
const ANSWER_TIMEOUT_MS = 30_000;

const schema = {
  operationId: 'testWebhook',
  summary: 'Send a signed test to a receiver, and show what came back',
  description:
    'Posts one webhook as deliveries are posted: signed, with the same guard and limits. It is not retried, and no delivery is recorded. The answer is 200 whatever the receiver says; delivered tells whether it would have counted.',
  tags: ['webhooks'],
  body: Type.Object(
    {
      url: Type.String({ description: 'The receiver.' }),
      event: Type.Optional(
        Type.Enum([...WEBHOOK_NAMES], {
          default: 'webhook.test',
          description: 'What to send: webhook.test, or an example of a webhook.',
        }),
      ),
    },
    {
      additionalProperties: false,
      description: 'What to send where.',
      examples: [{ url: 'https://shop.example/webhooks/halftone' }],
    },
  ),
  response: {
    200: WebhookTestResult,
    ...problemResponses(
      'invalid_request',
      'invalid_webhook_url',
      'unauthorized',
      'body_too_large',
      'unsupported_media_type',
      'too_many_requests',
      'notifier_unavailable',
      'log_unavailable',
    ),
  },
};

/** Tests of receivers. The notifier sends them, since the gateway calls nobody. */
export function webhookTestsRoutes(app: App, deps: WebhookTestsDependencies): void {
  const { log, keys, webhookTestsPerMinute: max = TESTS_PER_MINUTE } = deps;
  const pace = ownPace(app, 'tests of webhooks', { keys, max });

  app.post('/v1/webhooks/test', { schema, bodyLimit: 16 * 1024 }, async (request, reply) => {
    const { url, event = 'webhook.test' } = request.body;
    const test = { url: webhookUrlOf(url), event };
    await pace(request, reply);
    return fromNotifier(log().webhookTests.ask(test, ANSWER_TIMEOUT_MS));
  });
}

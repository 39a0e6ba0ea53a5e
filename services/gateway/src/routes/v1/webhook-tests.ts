import { WEBHOOK_NAMES, WebhookTestResult } from '@halftone/contracts';
import type { EventLog } from '@halftone/messaging';
import type { JudgeLiteral } from '@halftone/outbound/destinations';
import { Type } from 'typebox';
import type { Keyring } from '../../access/keyring.ts';
import { ownPace } from '../../access/rate-limits.ts';
import { fromNotifier } from '../../dependencies.ts';
import { type EndpointDependencies, endpointOf } from '../../endpoints/change-endpoint.ts';
import type { App } from '../../http/type-provider.ts';
import { refuseUnreachable, webhookUrlOf } from '../../intake/webhooks/webhook-url.ts';
import { fieldFault, invalidFields } from '../../problems/field-faults.ts';
import { problemResponses } from '../../problems/problems.ts';

export type WebhookTestsDependencies = Omit<EndpointDependencies, 'log'> & {
  log: () => Pick<EventLog, 'webhookTests' | 'endpoints'>;
  judgeReceiver: JudgeLiteral;
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
      url: Type.Optional(Type.String({ description: "The receiver; signed with the operator's secret." })),
      endpointId: Type.Optional(
        Type.String({ description: 'Instead of a url: a registered endpoint, signed with its own secrets.' }),
      ),
      event: Type.Optional(
        Type.Enum([...WEBHOOK_NAMES], {
          title: 'WebhookKind',
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
      'endpoint_not_found',
      'body_too_large',
      'unsupported_media_type',
      'too_many_requests',
      'endpoints_not_configured',
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
    const { tenant, body } = request;
    const { event = 'webhook.test' } = body;
    const test = { event, ...(await receiverIn(body, tenant, deps)) };
    await pace(request, reply);
    return fromNotifier(log().webhookTests.ask(test, ANSWER_TIMEOUT_MS));
  });
}

async function receiverIn(
  { url, endpointId }: { url?: string; endpointId?: string },
  tenant: string,
  deps: WebhookTestsDependencies,
): Promise<{ url: string } | { endpointId: string }> {
  if (endpointId !== undefined && url === undefined) {
    return { endpointId: (await endpointOf(deps, { tenant, endpointId })).endpointId };
  }
  if (url === undefined || endpointId !== undefined) {
    throw invalidFields([fieldFault('url', 'invalid_value', 'or endpointId must be there, and not both')]);
  }
  const receiver = webhookUrlOf(url);
  refuseUnreachable(receiver, deps.judgeReceiver);
  return { url: receiver };
}

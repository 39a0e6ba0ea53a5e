import { WEBHOOKS, type WebhookType, webhookBodySchema } from '@halftone/contracts';

/** The header fields of every delivery (Standard Webhooks). */
const HEADERS: Record<string, string> = {
  'webhook-id': 'The id of the delivery, the same in every attempt.',
  'webhook-timestamp': 'The time of the attempt, in seconds since 1970.',
  'webhook-signature':
    'One or more signatures, separated by spaces: v1, a comma, and the base64 of the HMAC-SHA256 of id.timestamp.body.',
};

/** The section `webhooks` of the OpenAPI document: one entry for each type of message. */
export function webhooks(): Record<string, object> {
  const types = Object.keys(WEBHOOKS) as WebhookType[];
  return Object.fromEntries(types.map((type) => [type, { post: operationOf(type) }]));
}

function operationOf(type: WebhookType) {
  return {
    operationId: `on${type.replace(/(?:^|[._-])([a-z])/g, (_, letter) => letter.toUpperCase())}`,
    summary: WEBHOOKS[type].description,
    description: 'Sent to the receiver that the upload named, signed and retried: docs/webhooks.md.',
    // A tag of its own: openapi-generator writes one file for each tag, and this one over that of the routes.
    tags: ['receivers'],
    // A receiver knows us by the signature.
    security: [],
    parameters: Object.entries(HEADERS).map(([name, description]) => ({
      name,
      in: 'header',
      required: true,
      description,
      schema: { type: 'string' },
    })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: webhookBodySchema(type) } },
    },
    responses: {
      '2XX': { description: 'It is confirmed. Anything else, a redirect too, is tried again.' },
      '410': { description: 'It is not wanted: there is no further attempt.' },
    },
  };
}

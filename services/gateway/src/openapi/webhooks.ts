import {
  WEBHOOK_EXAMPLES,
  WEBHOOK_HEADERS,
  WEBHOOK_NAMES,
  WEBHOOKS,
  type WebhookName,
  webhookBodySchema,
} from '@halftone/contracts';

/**
 * The section `webhooks` of the OpenAPI document: one entry for each type of message. Each is a reference, since
 * openapi-generator makes of an operation that stands in this section a client for Python and TypeScript that cannot be
 * compiled, and passes over references (7.25).
 */
export function webhooks(): Record<string, object> {
  return Object.fromEntries(
    WEBHOOK_NAMES.map((name) => [name, { $ref: `#/components/pathItems/${pascalCase(name)}` }]),
  );
}

/** What the section refers to. */
export function webhookItems(): Record<string, object> {
  return Object.fromEntries(WEBHOOK_NAMES.map((name) => [pascalCase(name), { post: operationOf(name) }]));
}

function operationOf(name: WebhookName) {
  return {
    operationId: `on${pascalCase(name)}`,
    summary: WEBHOOKS[name].description,
    description: 'Sent to the receiver of the request, signed and retried: docs/webhooks.md.',
    // A tag of its own, so that no generator takes a message for one more operation of the gateway.
    tags: ['receivers'],
    // A receiver knows us by the signature.
    security: [],
    parameters: Object.entries(WEBHOOK_HEADERS).map(([header, description]) => ({
      name: header,
      in: 'header',
      required: true,
      description,
      schema: { type: 'string' },
    })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: bodyOf(name), example: WEBHOOK_EXAMPLES[name] } },
    },
    responses: {
      '2XX': { description: 'It is confirmed. Anything else, a redirect too, is tried again.' },
      '410': { description: 'It is not wanted: there is no further attempt.' },
    },
  };
}

/** Without what only repeats members of `data`: to a generator `requestId` beside `request_id` is one name twice. */
function bodyOf(name: WebhookName) {
  const { beside } = WEBHOOKS[name];
  const { properties, required, ...body } = webhookBodySchema(name);
  const described = Object.entries(properties).filter(([member]) => !Object.hasOwn(beside, member));
  return entitled(
    {
      ...body,
      properties: Object.fromEntries(described),
      required: required.filter((member) => !Object.hasOwn(beside, member)),
      additionalProperties: true,
    },
    `${pascalCase(name)}Message`,
  );
}

/** The schema with a title for every object in it, which derives from where it stands. */
function entitled(schema: unknown, title: string): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: Record<string, unknown> = { ...schema };
  const { properties, items } = copy;
  if (typeof properties === 'object' && properties !== null) {
    const members = Object.entries(properties);
    copy.properties = Object.fromEntries(
      members.map(([member, inner]) => [member, entitled(inner, `${title}${pascalCase(member)}`)]),
    );
  }
  if (items) copy.items = entitled(items, `${title}Item`);
  return properties ? { title, ...copy } : copy;
}

const pascalCase = (name: string) => name.replace(/(?:^|[._-])([a-z])/g, (_, letter) => letter.toUpperCase());

import { type TSchema, Type } from 'typebox';
import { Bytes, Count, Id, Milliseconds } from './fields.ts';

/**
 * The messages that receivers of webhooks get, by their type: the table from which the section `webhooks` of the OpenAPI
 * document is generated. Messages grow as events do: receivers ignore members that they do not know.
 */

/** How a request ended. */
export const RequestOutcome = Type.Enum(['succeeded', 'partial', 'failed'], {
  title: 'RequestOutcome',
  description: 'How a request ended: all of its images compressed, some, or none.',
});

const RequestCompleted = Type.Object(
  {
    requestId: Id('The request.'),
    status: Type.Enum(['completed'], { description: 'Always completed.' }),
    outcome: RequestOutcome,
    counts: Type.Object(
      {
        products: Count('Products.'),
        images: Count('Unique images.'),
        compressed: Count('Images compressed.'),
        failed: Count('Images given up.'),
      },
      { title: 'CompletedCounts', description: 'What the catalogue held, and the outcomes.' },
    ),
    bytes: Type.Object(
      { source: Bytes('Downloaded.'), output: Bytes('Stored.') },
      { title: 'CompletedBytes', description: 'Sizes before and after.' },
    ),
    durationMs: Milliseconds('From acceptance to the last image'),
    outputCsvUrl: Type.String({ format: 'uri', description: 'The output CSV.' }),
  },
  { title: 'RequestCompleted', description: 'The request that is complete.' },
);

export type WebhookMessage = { description: string; data: TSchema };

export const WEBHOOKS = {
  'request.completed': { description: 'A request is complete.', data: RequestCompleted },
} as const satisfies Record<string, WebhookMessage>;

export type WebhookType = keyof typeof WEBHOOKS;

/** The body of a message as Standard Webhooks has it: type, timestamp and data. */
export function webhookBodySchema(type: WebhookType): TSchema {
  const { description, data } = WEBHOOKS[type];
  return Type.Object(
    {
      type: Type.Enum([type], { description: 'What happened.' }),
      timestamp: Type.String({ format: 'date-time', description: 'When (RFC 3339, UTC).' }),
      data,
    },
    {
      title: `${pascalCase(type)}Message`,
      description: `${description} Some messages repeat members of \`data\` beside it, for receivers that look there.`,
      additionalProperties: true,
    },
  );
}

const pascalCase = (type: string) => type.replace(/(?:^|[._-])([a-z])/g, (_, letter) => letter.toUpperCase());

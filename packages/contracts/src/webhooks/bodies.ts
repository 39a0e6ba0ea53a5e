import { type Static, type TSchema, Type } from 'typebox';
import { Bytes, Count, Milliseconds } from '../fields.ts';
import { Timestamp } from '../timestamp.ts';

/**
 * The catalogue of webhooks: what receivers may choose, and the body of each. The notifier writes them, and the pages that
 * describe them derive from this table.
 *
 * A body has a schema version of its own. Within a version fields are only added; any other change gives the type the next
 * version, which receivers tell by `schemaVersion`.
 */

const Text = (description: string) => Type.String({ description });
const RequestId = Text('The id of the request.');
const OutputCsvUrl = Text('Where the output CSV is.');

const Counts = Type.Object(
  {
    products: Count('Products.'),
    images: Count('Unique images.'),
    compressed: Count('Images compressed.'),
    failed: Count('Images given up.'),
    reused: Type.Optional(
      Count('Of the compressed images those whose output is a copy of an earlier one; none when left out.'),
    ),
  },
  { description: 'What the catalogue held, and what became of it.' },
);

const Outcome = Type.Enum(['succeeded', 'partial', 'failed'], {
  description: 'All images compressed, some, or none.',
});

const Failure = Type.Object(
  {
    imageId: Text('The image within its request.'),
    url: Type.Union([Type.String(), Type.Null()], {
      description: 'Where the image was to be; null where an earlier version has recorded the failure.',
    }),
    reason: Type.Object(
      {
        code: Text('A stable code.'),
        detail: Text('What happened to this image.'),
        hint: Text('How to fix it.'),
      },
      { description: 'Why it failed.' },
    ),
  },
  { description: 'An image that was given up.' },
);

/** What a receiver is told, by the `type` of the body. */
export const WEBHOOKS = {
  'request.completed': {
    description: 'A request is complete: every image has been compressed or has failed.',
    schemaVersion: 1,
    data: Type.Object({
      requestId: RequestId,
      status: Type.Literal('completed'),
      outcome: Outcome,
      counts: Counts,
      bytes: Type.Object({
        source: Bytes('Of the images as their servers have them.'),
        output: Bytes('Stored.'),
      }),
      durationMs: Milliseconds('From acceptance to the last image'),
      outputCsvUrl: OutputCsvUrl,
    }),
    /** For receivers that look for them at the top level. */
    beside: {
      requestId: RequestId,
      request_id: RequestId,
      status: Type.Literal('completed'),
      outputCsvUrl: OutputCsvUrl,
    },
  },
  'request.failed_images': {
    description: 'A request is complete, and images of it have failed: one message that lists them.',
    schemaVersion: 1,
    data: Type.Object({
      requestId: RequestId,
      outcome: Outcome,
      counts: Counts,
      failures: Type.Array(Failure, { description: 'The first hundred, in the order in which they failed.' }),
      failuresOmitted: Count('How many more there are.'),
      failedCsvUrl: Text('All of them, as a CSV that can be fixed and uploaded.'),
    }),
    beside: {},
  },
  'request.progress': {
    description: 'A quarter, half or three quarters of the images of a request have ended.',
    schemaVersion: 1,
    data: Type.Object({
      requestId: RequestId,
      status: Type.Literal('processing'),
      progress: Type.Enum([25, 50, 75], { description: 'Percent of the images that have ended.' }),
      counts: Type.Object(
        {
          images: Count('Unique images.'),
          compressed: Count('Images compressed.'),
          failed: Count('Images given up.'),
        },
        { description: 'What had become of the images when this was noticed.' },
      ),
    }),
    beside: {},
  },
  'webhook.test': {
    description: 'Somebody tries whether this receiver can be reached. Nothing has happened.',
    schemaVersion: 1,
    data: Type.Object({ message: Text('That this is a test.') }),
    beside: {},
  },
} as const satisfies Record<
  string,
  { description: string; schemaVersion: number; data: TSchema; beside: Record<string, TSchema> }
>;

export type WebhookName = keyof typeof WEBHOOKS;
export const WEBHOOK_NAMES = Object.keys(WEBHOOKS) as WebhookName[];

/** What an upload or an endpoint can choose. */
export const CHOSEN_WEBHOOKS = ['request.completed', 'request.failed_images', 'request.progress'] as const;
export type ChosenWebhook = (typeof CHOSEN_WEBHOOKS)[number];

/** What is sent where nothing is chosen. */
export const DEFAULT_WEBHOOKS: readonly ChosenWebhook[] = ['request.completed'];

export type WebhookBody<N extends WebhookName = WebhookName> = {
  [K in N]: {
    type: K;
    /** When it happened: the same in every attempt. */
    timestamp: string;
    schemaVersion: number;
    data: Static<(typeof WEBHOOKS)[K]['data']>;
  };
}[N];

/** The schema of a whole body: the members of Standard Webhooks, and what stands beside them. */
export function webhookBodySchema(name: WebhookName) {
  const { description, schemaVersion, data, beside } = WEBHOOKS[name];
  return Type.Object(
    {
      type: Type.Literal(name),
      timestamp: Timestamp('When it happened'),
      schemaVersion: Type.Literal(schemaVersion, {
        description: 'Of this type of body; within a version fields are only added.',
      }),
      data,
      ...beside,
    },
    { description },
  );
}

/** The header fields of every webhook. */
export const WEBHOOK_HEADERS = {
  'webhook-id':
    'The id of the delivery; the same in every attempt, so that a receiver recognizes a repetition.',
  'webhook-timestamp': 'The time of the attempt, in seconds since 1970.',
  'webhook-signature':
    'One or more signatures `v1,<base64>`, separated by spaces: several while a secret is being changed.',
} as const;

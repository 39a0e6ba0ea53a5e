import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Id, Url } from '../fields.ts';
import { WEBHOOK_NAMES, type WebhookName } from './bodies.ts';

/**
 * A test of a receiver: the gateway asks, and the notifier, which alone may call others, answers at once. It is a question
 * and no fact, so it stands in no log.
 */
export const WEBHOOK_TESTS = {
  subject: 'halftone-tests.v1.webhook',
  /** Before what each question has of its own: the notifier may answer here, and nowhere else. */
  answers: 'halftone-tests.v1.webhook-answers',
  /** Of the notifiers, of which one answers. */
  queue: 'notifiers',
} as const;

/** The most of a receiver's answer that is shown, in bytes. */
export const SHOWN_ANSWER_BYTES = 1024;

const Event = Type.Unsafe<WebhookName>({ type: 'string', enum: [...WEBHOOK_NAMES] });

/** To an address, signed with the operator's secrets, or to an endpoint, signed with its own. */
export const WebhookTest = Type.Union([
  Type.Object({ event: Event, url: Url('Where to post it.') }),
  Type.Object({ event: Event, endpointId: Id('The endpoint that it is for.') }),
]);
export type WebhookTest = Static<typeof WebhookTest>;

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** What was sent, and what came back. */
export const WebhookTestResult = Type.Object(
  {
    delivered: Type.Boolean({
      description: 'Whether a delivery would count as confirmed: a 2xx came in time.',
    }),
    durationMs: Type.Number({ minimum: 0, description: 'Time to the answer, in milliseconds.' }),
    sent: Type.Object(
      {
        url: Type.String({ description: 'Where it was sent.' }),
        headers: Type.Record(Type.String(), Type.String(), { description: 'The header fields that matter.' }),
        body: Type.String({ description: 'The bytes that were signed, as text.' }),
      },
      { description: 'What was sent.' },
    ),
    received: orNull(
      Type.Object(
        {
          status: Type.Integer({ description: 'The HTTP status.' }),
          headers: Type.Record(Type.String(), Type.String(), { description: 'Its header fields.' }),
          body: Type.String({ description: `The first ${SHOWN_ANSWER_BYTES} bytes, as text.` }),
          truncated: Type.Boolean({
            description: 'Whether there was more, in the body or the header fields.',
          }),
        },
        { description: 'What the receiver answered; null when no answer came.' },
      ),
    ),
    error: orNull(
      Type.Object(
        {
          code: Type.String({ description: 'A stable code.' }),
          detail: Type.String({ description: 'Why it does not count as delivered.' }),
        },
        { description: 'Null when it would count as delivered.' },
      ),
    ),
  },
  { title: 'WebhookTest', description: 'What was sent to a receiver, and what came back.' },
);
export type WebhookTestResult = Static<typeof WebhookTestResult>;

const question = Compile(WebhookTest);
const answer = Compile(WebhookTestResult);

export const isWebhookTest = (value: unknown): value is WebhookTest => question.Check(value);
export const isWebhookTestResult = (value: unknown): value is WebhookTestResult => answer.Check(value);

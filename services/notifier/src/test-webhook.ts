import {
  SHOWN_ANSWER_BYTES,
  WEBHOOK_EXAMPLES,
  type WebhookName,
  type WebhookTest,
  type WebhookTestResult,
} from '@halftone/contracts';
import { type Answer, type Outbound, OutboundError } from '@halftone/outbound';
import type { Logger } from '@halftone/runtime';
import type { TakeSlot } from './receiver-slots.ts';
import { receiverAt } from './receiver-url.ts';
import type { Sign } from './signature.ts';
import { verdictOfAnswer, verdictOfError } from './verdict.ts';
import type { WebhookSources } from './webhooks/webhook.ts';

/** Of the answer's header fields, in characters: enough to see what a server is. */
const SHOWN_HEADERS = 8192;

export type TestDependencies = {
  post: Outbound['post'];
  takeSlot: TakeSlot;
  /** Where a test goes, and who signs it. */
  receiverOf(test: WebhookTest): { url: string; sign: Sign } | { fault: TestFault };
  timeoutMs: number;
  newId: () => string;
  now: () => Date;
  logger: Logger;
};

/** Where a test goes: to an address, or to an endpoint, whatever its status. */
export function receiverOfTest({
  endpoints,
  sign,
  signFor,
}: Pick<WebhookSources, 'endpoints' | 'sign' | 'signFor'>) {
  return (test: WebhookTest): { url: string; sign: Sign } | { fault: TestFault } => {
    if ('url' in test) return { url: test.url, sign };
    const endpoint = endpoints.find(test.endpointId);
    if (!endpoint || endpoint.status === 'removed') return { fault: UNKNOWN_ENDPOINT };
    return { url: endpoint.url, sign: signFor(endpoint) };
  };
}

type TestFault = NonNullable<WebhookTestResult['error']>;
type Sent = WebhookTestResult['sent'];

/**
 * Posts a test to a receiver as a delivery is posted: signed, with the same guard and time limit, and in a slot of the
 * receiver. It is not retried, and nothing of it is recorded.
 */
export function testWebhook({ post, takeSlot, receiverOf, timeoutMs, newId, now, logger }: TestDependencies) {
  return async (test: WebhookTest): Promise<WebhookTestResult> => {
    const receiver = receiverOf(test);
    if ('fault' in receiver) return unsent({ url: '', headers: {}, body: '' }, receiver.fault);
    const { url, sign } = receiver;
    const at = now();
    const body = bodyOf(test.event, at);
    const headers = { 'content-type': 'application/json', ...sign({ id: `msg_test_${newId()}`, at, body }) };
    const sent: Sent = { url, headers, body };
    using slot = await takeSlot(url);
    if (!slot) return unsent(sent, BUSY);
    const limits = { timeoutMs, maxAnswerBytes: 4 * SHOWN_ANSWER_BYTES, keptAnswerBytes: SHOWN_ANSWER_BYTES };
    const started = performance.now();
    const outcome = await post(url, { headers, body, ...limits }).then(received, failed);
    const durationMs = Math.round(performance.now() - started);
    logger.info(
      { url: receiverAt(url).logged, event: test.event, error: outcome.error?.code, durationMs },
      'webhook tested',
    );
    return { delivered: outcome.error === null, durationMs, sent, ...outcome };
  };
}

const UNKNOWN_ENDPOINT: TestFault = {
  code: 'unknown_endpoint',
  detail: 'The notifier does not know the endpoint. If it was registered a moment ago, try again.',
};

const BUSY: TestFault = {
  code: 'receiver_busy',
  detail: 'So many deliveries to this receiver wait for its answer that the test was not sent.',
};

const unsent = (sent: Sent, error: TestFault): WebhookTestResult => ({
  delivered: false,
  durationMs: 0,
  sent,
  received: null,
  error,
});

function bodyOf(event: WebhookName, at: Date): string {
  return JSON.stringify({ ...WEBHOOK_EXAMPLES[event], timestamp: at.toISOString() });
}

type Outcome = Pick<WebhookTestResult, 'received' | 'error'>;

function received(answer: Answer): Outcome {
  const verdict = verdictOfAnswer(answer);
  const { headers, omitted } = shownHeaders(answer.headers);
  return {
    received: {
      status: answer.status,
      headers,
      body: new TextDecoder().decode(answer.body),
      truncated: answer.truncated || omitted,
    },
    error: verdict.outcome === 'delivered' ? null : { code: 'not_confirmed', detail: verdict.error },
  };
}

function failed(error: unknown): Outcome {
  if (!(error instanceof OutboundError)) throw error;
  const verdict = verdictOfError(error);
  return {
    received: null,
    error: { code: error.code, detail: 'error' in verdict ? verdict.error : error.detail },
  };
}

function shownHeaders(fields: Answer['headers']): { headers: Record<string, string>; omitted: boolean } {
  const headers: Record<string, string> = {};
  let room = SHOWN_HEADERS;
  for (const [name, value] of Object.entries(fields)) {
    const text = [value ?? []].flat().join(', ');
    room -= name.length + text.length;
    if (room < 0) return { headers, omitted: true };
    headers[name] = text;
  }
  return { headers, omitted: false };
}

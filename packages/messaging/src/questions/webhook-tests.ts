import {
  isWebhookTest,
  isWebhookTestResult,
  WEBHOOK_TESTS,
  type WebhookTest,
  type WebhookTestResult,
} from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import { ErrorCode, type Msg, type NatsConnection, NatsError } from 'nats';
import { notPermitted } from '../access/not-permitted.ts';
import { NoAnswerError } from '../errors.ts';

/** Tests of receivers: asked by one service, answered at once by another, and kept nowhere. */
export type WebhookTests = {
  /**
   * @throws NoAnswerError when nobody is there to answer, or does not in time
   * @throws NotPermittedError when it is not this service's to ask
   */
  ask(test: WebhookTest, timeoutMs: number): Promise<WebhookTestResult>;
  /** Answers what is asked, until it is disposed of; of several services that do, each question goes to one. */
  answer(handle: (test: WebhookTest) => Promise<WebhookTestResult>): AsyncDisposable;
};

export function createWebhookTests(connection: NatsConnection, logger: Logger): WebhookTests {
  return {
    async ask(test, timeoutMs) {
      const answer = await requested(connection, test, timeoutMs);
      if (!isWebhookTestResult(answer)) throw new NoAnswerError('the answer to a test cannot be read');
      return answer;
    },
    answer(handle) {
      const { subject, queue } = WEBHOOK_TESTS;
      const underWay = new Set<Promise<void>>();
      const subscription = connection.subscribe(subject, {
        queue,
        callback(error, message) {
          if (error) return logger.error({ err: error }, 'tests of webhooks cannot be received');
          const answering = respond(message, handle, logger).finally(() => underWay.delete(answering));
          underWay.add(answering);
        },
      });
      return {
        async [Symbol.asyncDispose]() {
          subscription.unsubscribe();
          await Promise.all(underWay);
        },
      };
    },
  };
}

async function requested(connection: NatsConnection, test: WebhookTest, timeoutMs: number): Promise<unknown> {
  const { subject } = WEBHOOK_TESTS;
  try {
    const message = await connection.request(subject, JSON.stringify(test), { timeout: timeoutMs });
    return message.json();
  } catch (error) {
    const isUnanswered =
      error instanceof NatsError &&
      [ErrorCode.NoResponders, ErrorCode.Timeout].some((code) => code === error.code);
    if (isUnanswered) throw new NoAnswerError('nobody answers tests of webhooks', { cause: error });
    throw notPermitted(error) ?? error;
  }
}

/** Whoever asked learns nothing of a question that cannot be read, or an answer that failed, and stops waiting. */
async function respond(
  message: Msg,
  handle: (test: WebhookTest) => Promise<WebhookTestResult>,
  logger: Logger,
): Promise<void> {
  try {
    const test: unknown = message.json();
    if (!isWebhookTest(test)) throw new Error('the question is no test of a webhook');
    message.respond(JSON.stringify(await handle(test)));
  } catch (err) {
    logger.error({ err }, 'a test of a webhook could not be answered');
  }
}

import {
  isWebhookTest,
  isWebhookTestResult,
  WEBHOOK_TESTS,
  type WebhookTest,
  type WebhookTestResult,
} from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import type { NatsConnection } from 'nats';
import { answerTo, askFor, type Question } from './question.ts';

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

const TEST: Question<WebhookTest, WebhookTestResult> = {
  ...WEBHOOK_TESTS,
  what: 'tests of webhooks',
  isQuestion: isWebhookTest,
  isAnswer: isWebhookTestResult,
};

export function createWebhookTests(connection: NatsConnection, logger: Logger): WebhookTests {
  return {
    ask: (test, timeoutMs) => askFor(connection, TEST, test, timeoutMs),
    answer: (handle) => answerTo(connection, TEST, handle, logger),
  };
}

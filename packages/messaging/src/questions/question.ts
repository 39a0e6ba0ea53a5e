import type { Logger } from '@halftone/runtime';
import { createInbox, ErrorCode, type Msg, type NatsConnection, NatsError } from 'nats';
import { notPermitted } from '../access/not-permitted.ts';
import { NoAnswerError } from '../errors.ts';

/** What one service asks another, of which any one answers; it is kept nowhere. */
export type Question<Q, A> = {
  subject: string;
  /** The beginning of the subjects that answers are sent to. */
  answers: string;
  /** Of those that answer. */
  queue: string;
  /** What is asked for, in the plural. */
  what: string;
  isQuestion: (value: unknown) => value is Q;
  isAnswer: (value: unknown) => value is A;
};

/**
 * @throws NoAnswerError when nobody is there to answer, or does not in time
 * @throws NotPermittedError when it is not this service's to ask
 */
export async function askFor<Q, A>(
  connection: NatsConnection,
  { subject, answers, what, isAnswer }: Question<Q, A>,
  asked: Q,
  timeoutMs: number,
): Promise<A> {
  let answer: unknown;
  try {
    const message = await connection.request(subject, JSON.stringify(asked), {
      timeout: timeoutMs,
      // Not to our inbox, where answers of the log come: whoever may answer there could forge them.
      noMux: true,
      reply: createInbox(answers),
    });
    answer = message.json();
  } catch (error) {
    const isUnanswered =
      error instanceof NatsError &&
      [ErrorCode.NoResponders, ErrorCode.Timeout].some((code) => code === error.code);
    if (isUnanswered) throw new NoAnswerError(`nobody answers ${what}`, { cause: error });
    throw notPermitted(error) ?? error;
  }
  if (!isAnswer(answer)) throw new NoAnswerError(`an answer cannot be read: ${what}`);
  return answer;
}

/** Answers what is asked, until it is disposed of; of several services that do, each question goes to one. */
export function answerTo<Q, A>(
  connection: NatsConnection,
  question: Question<Q, A>,
  handle: (asked: Q) => Promise<A>,
  logger: Logger,
): AsyncDisposable {
  const { subject, queue, what } = question;
  const underWay = new Set<Promise<void>>();
  const subscription = connection.subscribe(subject, {
    queue,
    callback(error, message) {
      if (error) return logger.error({ err: error }, `questions cannot be received: ${what}`);
      const answering = respond(message, question, handle, logger).finally(() => underWay.delete(answering));
      underWay.add(answering);
    },
  });
  return {
    async [Symbol.asyncDispose]() {
      subscription.unsubscribe();
      await Promise.all(underWay);
    },
  };
}

/** Whoever asked learns nothing of a question that cannot be read, or an answer that failed, and stops waiting. */
async function respond<Q, A>(
  message: Msg,
  { what, isQuestion }: Question<Q, A>,
  handle: (asked: Q) => Promise<A>,
  logger: Logger,
): Promise<void> {
  try {
    const asked: unknown = message.json();
    if (!isQuestion(asked)) throw new Error('the question cannot be read');
    message.respond(JSON.stringify(await handle(asked)));
  } catch (err) {
    logger.error({ err }, `a question could not be answered: ${what}`);
  }
}

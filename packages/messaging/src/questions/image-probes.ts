import {
  isProbeAnswer,
  isProbeQuestion,
  isStopQuestion,
  PREFLIGHT,
  type ProbeAnswer,
  type ProbeQuestion,
} from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import type { Msg, NatsConnection } from 'nats';
import { answerTo, askFor, type Question } from './question.ts';

/** Looks at images before a request: asked by the gateway, answered by an imager, and kept nowhere. */
export type ImageProbes = {
  /**
   * @param signal says that nobody waits for the answer any more, which whoever looks is told
   * @throws NoAnswerError when nobody is there to answer, or does not in time; the signal's reason when it is aborted
   * @throws NotPermittedError when it is not this service's to ask
   */
  ask(question: ProbeQuestion, options: { timeoutMs: number; signal: AbortSignal }): Promise<ProbeAnswer>;
  /** Answers what is asked, until it is disposed of; the signal is aborted when nobody waits for the answer. */
  answer(handle: (question: ProbeQuestion, signal: AbortSignal) => Promise<ProbeAnswer>): AsyncDisposable;
};

const LOOK: Question<ProbeQuestion, ProbeAnswer> = {
  ...PREFLIGHT,
  what: 'looks at images',
  isQuestion: isProbeQuestion,
  isAnswer: isProbeAnswer,
};

export function createImageProbes(connection: NatsConnection, logger: Logger): ImageProbes {
  return {
    async ask(question, { timeoutMs, signal }) {
      signal.throwIfAborted();
      const { promise: left, reject: leave } = Promise.withResolvers<never>();
      const stop = () => {
        connection.publish(PREFLIGHT.stopped, JSON.stringify({ id: question.id }));
        leave(signal.reason);
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        return await Promise.race([askFor(connection, LOOK, question, timeoutMs), left]);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    answer: (handle) => stoppable(connection, handle, logger),
  };
}

function stoppable(
  connection: NatsConnection,
  handle: (question: ProbeQuestion, signal: AbortSignal) => Promise<ProbeAnswer>,
  logger: Logger,
): AsyncDisposable {
  const underWay = new Map<string, AbortController>();
  const looking = async (question: ProbeQuestion) => {
    const stopping = new AbortController();
    underWay.set(question.id, stopping);
    try {
      return await handle(question, stopping.signal);
    } finally {
      underWay.delete(question.id);
    }
  };
  const stops = connection.subscribe(PREFLIGHT.stopped, {
    callback(error, message) {
      if (error) return logger.error({ err: error }, 'it cannot be heard which looks are to stop');
      const id = idIn(message);
      if (id !== undefined) underWay.get(id)?.abort();
    },
  });
  const answering = answerTo(connection, LOOK, looking, logger);
  return {
    async [Symbol.asyncDispose]() {
      for (const stopping of underWay.values()) stopping.abort();
      await answering[Symbol.asyncDispose]();
      stops.unsubscribe();
    },
  };
}

/** What cannot be read stops nothing. */
function idIn(message: Msg): string | undefined {
  try {
    const asked: unknown = message.json();
    return isStopQuestion(asked) ? asked.id : undefined;
  } catch {
    return undefined;
  }
}

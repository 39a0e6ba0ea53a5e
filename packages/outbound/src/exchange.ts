import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { timedOut } from './deadline.ts';

export type ExchangeLimits = {
  /** From now to the end of the answer; without it, as long as the dispatcher waits. */
  timeoutMs?: number;
  /** How much of the answer is read. */
  maxAnswerBytes: number;
  /** How much of it is kept. */
  keptAnswerBytes: number;
  signal?: AbortSignal;
};

/** An answer and what was kept of its body; `truncated` when there was more than that, or may have been. */
export type Exchanged = {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  truncated: boolean;
};

/**
 * Sends a request and reads the beginning of the answer. Once the status has arrived it is the answer, however the rest ends.
 *
 * It takes what undici's parser says as it says it: `request` makes a stream for the body and a signal for the deadline of
 * each answer, which costs a webhook a tenth of its time.
 * @throws the error of undici, or that of the deadline, or the reason of the signal when there is no status
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  limits: ExchangeLimits,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const { timeoutMs, signal } = limits;
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => reading.end(timedOut(timeoutMs)), timeoutMs);
    const giveUp = () => reading.end(signal?.reason);
    const settled = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    };
    const reading = readAnswer(limits, {
      answered(answer) {
        settled();
        resolve(answer);
      },
      failed(error) {
        settled();
        reject(error);
      },
    });
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted) giveUp();
    dispatcher.dispatch(request, reading);
  });
}

type Told = { answered(answer: Exchanged): void; failed(error: unknown): void };
type Reading = Dispatcher.DispatchHandler & {
  /** Breaks it off. What waits for its connection learns of it when that is there, or has failed. */
  end(reason: Error): void;
};

function readAnswer({ maxAnswerBytes, keptAnswerBytes }: ExchangeLimits, told: Told): Reading {
  let connection: Dispatcher.DispatchController | undefined;
  let endedBy: Error | undefined;
  let answer: Pick<Exchanged, 'status' | 'headers'> | undefined;
  let isOver = false;
  const kept: Buffer[] = [];
  let received = 0;

  const finish = (isWhole: boolean, error?: unknown) => {
    if (isOver) return;
    isOver = true;
    if (!answer) return told.failed(error);
    const body = Buffer.concat(kept).subarray(0, keptAnswerBytes);
    const truncated = keptAnswerBytes > 0 && (received > keptAnswerBytes || !isWhole);
    told.answered({ ...answer, body, truncated });
  };
  return {
    end(reason) {
      endedBy ??= reason;
      connection?.abort(reason);
    },
    onRequestStart(controller) {
      connection = controller;
      if (endedBy) controller.abort(endedBy);
    },
    onResponseStart(_controller, status, headers) {
      // 100 to 199 announce the answer.
      if (status >= 200) answer = { status, headers };
    },
    onResponseData(controller, chunk) {
      if (isOver) return;
      if (received < keptAnswerBytes) kept.push(chunk);
      received += chunk.length;
      if (received <= maxAnswerBytes) return;
      finish(false);
      controller.abort(new Error('The rest of the answer is not read'));
    },
    onResponseEnd: () => finish(true),
    onResponseError: (_controller, error) => finish(false, error),
  };
}

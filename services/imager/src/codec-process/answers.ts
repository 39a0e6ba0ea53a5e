import type { ChildProcess } from 'node:child_process';
import { Compile } from 'typebox/compile';
import { CodecCrash } from './codec-crash.ts';
import { Answer } from './conversation.ts';

const isAnswer = Compile(Answer);

/** What a codec process says, and how long it may take to. */
export type Answers = {
  /** The next answer. @throws CodecCrash when the process ends first, or is killed for taking too long */
  next(timeoutMs: number): Promise<Answer>;
  /** What comes beside the answers, under the same conditions. */
  orEnd<T>(work: Promise<T>, timeoutMs: number): Promise<T>;
};

/** Listens to a process from its start on. What it says is not believed unless it has the form of an answer. */
export function createAnswers(child: ChildProcess): Answers {
  const unread: Answer[] = [];
  let arrived = () => {};
  let crash: CodecCrash | undefined;
  // Set anew by each wait: a promise that all of them raced against would keep every one of them in memory.
  let giveUp = (_crash: CodecCrash) => {};
  const end = (why: CodecCrash) => {
    crash ??= why;
    giveUp(crash);
    child.kill('SIGKILL');
  };

  child.on('message', (answer) => {
    if (!isAnswer.Check(answer)) return end(new CodecCrash('The codec gave an answer that is none.'));
    unread.push(answer);
    arrived();
  });
  child.on('error', (cause) => end(new CodecCrash('The codec could not be started.', { cause })));
  child.on('exit', (code, signal) => {
    const how = signal ?? `exit code ${code}`;
    end(new CodecCrash(`Decoding the image ended the process that did it (${how}).`));
  });

  async function orEnd<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
    if (crash) throw crash;
    const { promise: ended, reject } = Promise.withResolvers<never>();
    giveUp = reject;
    const tooLong = () => end(new CodecCrash(`Decoding the image did not end within ${timeoutMs} ms.`));
    const timer = setTimeout(tooLong, timeoutMs);
    try {
      return await Promise.race([work, ended]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function next(timeoutMs: number): Promise<Answer> {
    for (;;) {
      const answer = unread.shift();
      if (answer) return answer;
      const { promise, resolve } = Promise.withResolvers<void>();
      arrived = resolve;
      await orEnd(promise, timeoutMs);
    }
  }
  return { next, orEnd };
}

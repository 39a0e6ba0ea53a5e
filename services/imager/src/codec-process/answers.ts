import type { Readable } from 'node:stream';
import { Compile } from 'typebox/compile';
import { Answer } from './conversation.ts';
import type { Lifetime, Patience } from './lifetime.ts';
import { createReader } from './reader.ts';

const isAnswer = Compile(Answer);

/** Far longer than any answer. */
const LONGEST_ANSWER_BYTES = 16_384;

type AnswerOf<K extends Answer['kind']> = Extract<Answer, { kind: K }>;

/** What a codec process says when it is its turn, on whose end its lifetime decides. */
export type Answers = {
  /** The next answer. @throws CodecCrash when it is not one of these */
  next<K extends Answer['kind']>(expected: readonly K[], patience: Patience): Promise<AnswerOf<K>>;
  /** Fills a buffer with the file that an answer has announced. @throws CodecCrash when more comes */
  file(into: Buffer, patience: Patience): Promise<void>;
  /** Whether it has said something out of its turn. */
  isQuiet(): boolean;
};

/** Listens to a process. What it says is not believed unless it has the form of an answer, and is no longer than one. */
export function createAnswers(outputs: Readable, { orEnd, end }: Lifetime): Answers {
  const reader = createReader(outputs);
  return {
    async next(expected, patience) {
      const answer = parse(await orEnd(reader.line(LONGEST_ANSWER_BYTES), patience));
      if (!answer) throw end('The codec gave an invalid answer.');
      if (!isOneOf(expected, answer)) throw end(`The codec sent an unexpected message: ${answer.kind}.`);
      return answer;
    },
    async file(into, patience) {
      await orEnd(reader.fill(into), patience);
      if (!reader.isEmpty()) throw end('The codec gave more bytes than it announced.');
    },
    isQuiet: reader.isEmpty,
  };
}

function parse(line: string | undefined): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(line ?? '');
    return isAnswer.Check(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

function isOneOf<K extends Answer['kind']>(expected: readonly K[], answer: Answer): answer is AnswerOf<K> {
  return expected.some((kind) => kind === answer.kind);
}

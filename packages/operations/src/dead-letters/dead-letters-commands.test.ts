import type { DeadLetter, DeadLetters } from '@halftone/messaging';
import { expect, onTestFinished, test, vi } from 'vitest';
import { EXIT } from '../command.ts';
import { COMMANDS, replayAll, withLetter } from './dead-letters-commands.ts';

/** Dead letters by the event that each is of; the first has number 1. What is replayed comes back at once. */
function deadLettersOf(...seqs: number[]) {
  const kept = new Map<number, DeadLetter>();
  const add = (seq: number) => {
    const number = kept.size + 1;
    kept.set(number, { number, seq, consumer: 'one', subject: 's', reason: '', movedAt: new Date(0) });
  };
  for (const seq of seqs) add(seq);
  const calls = { lists: 0, replayed: [] as number[][] };
  const deadLetters: DeadLetters = {
    async *list() {
      calls.lists += 1;
      yield* kept.values();
    },
    async open(number) {
      const letter = kept.get(number);
      return letter ? { ...letter, data: new Uint8Array() } : null;
    },
    async replay({ seq }, numbers) {
      calls.replayed.push([seq, ...numbers]);
      add(seq + 100);
      return seq + 100;
    },
    drop: async () => {},
  };
  return { deadLetters, calls };
}

function silently(): void {
  const writes = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockReturnValue(true),
  );
  onTestFinished(() => {
    for (const write of writes) write.mockRestore();
  });
}

test('all events are replayed once each, after one look at the dead letters', async () => {
  silently();
  const { deadLetters, calls } = deadLettersOf(7, 8, 7, 9);
  expect(await replayAll(deadLetters)).toBe(EXIT.ok);
  expect(calls).toEqual({
    lists: 1,
    replayed: [
      [7, 1, 3],
      [8, 2],
      [9, 4],
    ],
  });
});

test('a dead letter is replayed with all that there are of its event, and one that is not there is not', async () => {
  silently();
  const { deadLetters, calls } = deadLettersOf(7, 8, 7);
  const replay = COMMANDS.get('replay');
  if (!replay) throw new Error('no such command');
  expect(await withLetter(deadLetters, 3, replay)).toBe(EXIT.ok);
  expect(await withLetter(deadLetters, 99, replay)).toBe(EXIT.found);
  expect(calls.replayed).toEqual([[7, 1, 3]]);
});

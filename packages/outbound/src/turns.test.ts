import { describe, expect, it } from 'vitest';
import { createTurns } from './turns.ts';

/** Asks for turns without waiting, and records in which order they came. */
function queue(limits: { total: number; perOrigin: number; reservedForUrgent?: number }) {
  const turns = createTurns({ reservedForUrgent: 0, ...limits });
  const started: string[] = [];
  const held = new Map<string, Disposable>();
  const ask = (name: string, options?: { urgent?: boolean; signal?: AbortSignal }) =>
    turns.take(name.slice(0, 1), options).then((turn) => {
      started.push(name);
      held.set(name, turn);
    });
  const settled = () => new Promise(setImmediate);
  const end = (name: string) => held.get(name)?.[Symbol.dispose]();
  return { ask, started, settled, end };
}

describe('turns', () => {
  it('are given up to the limit of an origin', async () => {
    const { ask, started, settled, end } = queue({ total: 10, perOrigin: 2 });
    for (const name of ['a1', 'a2', 'a3']) void ask(name);
    await settled();
    expect(started).toEqual(['a1', 'a2']);

    end('a1');
    await settled();
    expect(started).toEqual(['a1', 'a2', 'a3']);
  });

  it('do not let a busy origin hold the others back', async () => {
    const { ask, started, settled } = queue({ total: 4, perOrigin: 2 });
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1']) void ask(name);
    await settled();
    expect(started).toEqual(['a1', 'a2', 'b1', 'c1']);
  });

  it('go round the origins when places are short', async () => {
    const { ask, started, settled, end } = queue({ total: 1, perOrigin: 1 });
    for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) void ask(name);
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'b2']) {
      await settled();
      expect(started.at(-1)).toBe(name);
      end(name);
    }
  });

  it('come first to those in a hurry, for whom places are reserved', async () => {
    const { ask, started, settled, end } = queue({ total: 3, perOrigin: 3, reservedForUrgent: 1 });
    for (const name of ['a1', 'b1', 'c1']) void ask(name);
    await settled();
    expect(started).toEqual(['a1', 'b1']);

    void ask('a2', { urgent: true });
    void ask('b2', { urgent: true });
    await settled();
    expect(started).toEqual(['a1', 'b1', 'a2']);

    end('a1');
    await settled();
    expect(started.at(-1)).toBe('b2');
  });

  it('are given back once, however often they are disposed', async () => {
    const { ask, started, settled, end } = queue({ total: 1, perOrigin: 1 });
    for (const name of ['a1', 'a2', 'a3']) void ask(name);
    await settled();
    end('a1');
    end('a1');
    await settled();
    expect(started).toEqual(['a1', 'a2']);
  });

  it('are not kept for one who has given up waiting', async () => {
    const { ask, started, settled, end } = queue({ total: 1, perOrigin: 1 });
    const impatient = new AbortController();
    void ask('a1');
    const waiting = ask('a2', { signal: impatient.signal });
    void ask('a3');
    impatient.abort(new Error('shutting down'));
    await expect(waiting).rejects.toThrow('shutting down');

    end('a1');
    await settled();
    expect(started).toEqual(['a1', 'a3']);
  });
});

import { describe, expect, it } from 'vitest';
import { createAllowance, type Share } from './allowance.ts';

const settled = () => new Promise(setImmediate);
const never = new AbortController().signal;

function askers(total: number) {
  const allowance = createAllowance(total);
  const got: string[] = [];
  const shares = new Map<string, Share>();
  const ask = (name: string, amount: number, options: { urgent?: boolean; signal?: AbortSignal } = {}) =>
    allowance.take(amount, { urgent: false, signal: never, ...options }).then((share) => {
      got.push(name);
      shares.set(name, share);
    });
  const giveBack = (name: string) => shares.get(name)?.[Symbol.dispose]();
  return { ask, got, shares, giveBack };
}

describe('an allowance', () => {
  it('is handed out until it is used up', async () => {
    const { ask, got, giveBack } = askers(10);
    void ask('a', 6);
    void ask('b', 4);
    void ask('c', 1);
    await settled();
    expect(got).toEqual(['a', 'b']);
    giveBack('b');
    await settled();
    expect(got).toEqual(['a', 'b', 'c']);
  });

  it('lets nobody pass one who waits for much', async () => {
    const { ask, got, giveBack } = askers(10);
    void ask('a', 6);
    void ask('large', 8);
    void ask('small', 1);
    await settled();
    expect(got).toEqual(['a']);
    giveBack('a');
    await settled();
    expect(got).toEqual(['a', 'large', 'small']);
  });

  it('serves those in a hurry first', async () => {
    const { ask, got, giveBack } = askers(1);
    void ask('a', 1);
    void ask('b', 1);
    void ask('urgent', 1, { urgent: true });
    await settled();
    giveBack('a');
    await settled();
    expect(got).toEqual(['a', 'urgent']);
  });

  it('is given as a whole to one who wants more than there is', async () => {
    const { ask, got, giveBack } = askers(10);
    void ask('huge', 50);
    void ask('small', 1);
    await settled();
    expect(got).toEqual(['huge']);
    giveBack('huge');
    await settled();
    expect(got).toEqual(['huge', 'small']);
  });

  it('takes back what is not needed, and the rest but once', async () => {
    const { ask, got, shares, giveBack } = askers(10);
    void ask('a', 10);
    void ask('b', 7);
    void ask('c', 4);
    await settled();
    shares.get('a')?.shrinkTo(3);
    await settled();
    expect(got).toEqual(['a', 'b']);
    giveBack('a');
    giveBack('a');
    await settled();
    expect(got).toEqual(['a', 'b']);
    giveBack('b');
    await settled();
    expect(got).toEqual(['a', 'b', 'c']);
  });

  it('does not wait for one who has given up', async () => {
    const { ask, got } = askers(10);
    const impatient = new AbortController();
    void ask('a', 5);
    const large = ask('large', 10, { signal: impatient.signal });
    void ask('small', 5);
    impatient.abort(new Error('stopping'));
    await expect(large).rejects.toThrow('stopping');
    await settled();
    expect(got).toEqual(['a', 'small']);
  });

  it('is enough for a hundred large files, one after the other', async () => {
    const allowance = createAllowance(256);
    let held = 0;
    let most = 0;
    const work = async () => {
      using share = await allowance.take(32, { urgent: false, signal: never });
      held += 30;
      most = Math.max(most, held);
      share.shrinkTo(30);
      await settled();
      held -= 30;
    };
    await Promise.all(Array.from({ length: 100 }, work));
    expect(most).toBeGreaterThan(200);
    expect(most).toBeLessThanOrEqual(256);
  });
});

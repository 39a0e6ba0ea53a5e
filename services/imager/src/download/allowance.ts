/**
 * An amount of something scarce (cores, bytes of memory) that is handed out in the order of asking, urgent askers first.
 * The one at the front waits until there is enough for it, so that a large share is not put off forever by small ones.
 */
export type Allowance = {
  /** Resolves with the share once there is enough; rejects with the signal's reason. */
  take(amount: number, options: { urgent: boolean; signal: AbortSignal }): Promise<Share>;
  /** How much of it is given out. */
  inUse(): number;
};

/** What was taken. Disposing of it gives it back. */
export type Share = Disposable & {
  /** Gives back what turned out not to be needed. */
  shrinkTo(amount: number): void;
};

type Waiter = { amount: number; start: () => void };

/** @param total a share larger than this is cut down to it, and then has everything to itself */
export function createAllowance(total: number): Allowance {
  const lines: { urgent: Waiter[]; others: Waiter[] } = { urgent: [], others: [] };
  let free = total;

  const serve = () => {
    for (;;) {
      const line = lines.urgent.length > 0 ? lines.urgent : lines.others;
      const [first] = line;
      if (!first || first.amount > free) return;
      line.shift();
      free -= first.amount;
      first.start();
    }
  };
  const giveBack = (amount: number) => {
    free += amount;
    serve();
  };

  return {
    inUse: () => total - free,
    async take(wanted, { urgent, signal }) {
      signal.throwIfAborted();
      const amount = Math.min(wanted, total);
      await standInLine(urgent ? lines.urgent : lines.others, { amount, signal, serve });
      return createShare(amount, giveBack);
    },
  };
}

/** Resolves when the line is served; rejects, and leaves it, when the signal is aborted before. */
function standInLine(
  line: Waiter[],
  { amount, signal, serve }: { amount: number; signal: AbortSignal; serve: () => void },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      line.splice(line.indexOf(waiter), 1);
      reject(signal.reason);
      serve();
    };
    const start = () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    const waiter = { amount, start };
    signal.addEventListener('abort', giveUp, { once: true });
    line.push(waiter);
    serve();
  });
}

function createShare(amount: number, giveBack: (surplus: number) => void): Share {
  let held = amount;
  const shrinkTo = (rest: number) => {
    const surplus = Math.max(0, held - rest);
    held -= surplus;
    giveBack(surplus);
  };
  return { shrinkTo, [Symbol.dispose]: () => shrinkTo(0) };
}

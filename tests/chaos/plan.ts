import { setTimeout as delay } from 'node:timers/promises';
import { EVERYTHING, type Fault } from './faults.ts';
import type { Random } from './random.ts';

/** Faults that come together, after a time without any, and are healed together. */
export type Round = { afterMs: number; faults: { fault: Fault; holdMs: number }[] };

/** One in so many rounds has two faults at once. */
const PAIRS_IN = 3;
const LULL_MS: [number, number] = [200, 1500];

/** Chooses faults, their order and their times. As long as it can, it takes those that were not chosen yet. */
export function planOf(faults: readonly Fault[], count: number, random: Random): Round[] {
  const rounds: Round[] = [];
  let left: Fault[] = [];
  for (let planned = 0; planned < count; ) {
    if (left.length < 2) left = [...left, ...random.shuffled(faults)];
    const [first, ...others] = left;
    if (!first) throw new Error('There are no faults to choose from');
    const wantsPair = planned + 1 < count && random.between(1, PAIRS_IN) === 1;
    const second = wantsPair ? others.find((other) => canMeet(first, other)) : undefined;
    const chosen = second ? [first, second] : [first];
    left = left.filter((fault) => !chosen.includes(fault));
    planned += chosen.length;
    const held = chosen.map((fault) => ({ fault, holdMs: random.between(...fault.holdMs) }));
    rounds.push({ afterMs: random.between(...LULL_MS), faults: held });
  }
  return rounds;
}

/** Does everything as planned. When it returns, everything is healed. */
export async function carryOut(rounds: readonly Round[]): Promise<void> {
  for (const { afterMs, faults } of rounds) {
    await delay(afterMs);
    await Promise.all(
      faults.map(async ({ fault, holdMs }) => {
        await fault.inject();
        await delay(holdMs);
        await fault.heal();
      }),
    );
  }
}

const canMeet = (one: Fault, other: Fault) =>
  one.target !== other.target && ![one.target, other.target].includes(EVERYTHING);

import { expect, test } from 'vitest';
import type { Fault } from './faults.ts';
import { carryOut, planOf } from './plan.ts';
import { randomFrom } from './random.ts';

const faultOf = (name: string, target = name): Fault => ({
  name,
  target,
  holdMs: [0, 5],
  inject: async () => {},
  heal: async () => {},
});
const FAULTS = ['one', 'two', 'three', 'four'].map((name) => faultOf(name));
const namesOf = (seed: number, count: number, faults = FAULTS) =>
  planOf(faults, count, randomFrom(seed)).map((round) => round.faults.map(({ fault }) => fault.name));

test('the same seed plans the same faults, and another one others', () => {
  expect(namesOf(7, 12)).toEqual(namesOf(7, 12));
  expect(namesOf(7, 12)).not.toEqual(namesOf(8, 12));
});

test('every fault comes once before any comes again', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    expect(new Set(namesOf(seed, FAULTS.length).flat()).size).toBe(FAULTS.length);
  }
});

test('faults of one target never come together', () => {
  const faults = [
    faultOf('kill', 'NATS'),
    faultOf('fill', 'NATS'),
    faultOf('all', 'everything'),
    faultOf('x'),
  ];
  for (let seed = 0; seed < 50; seed += 1) {
    for (const round of namesOf(seed, 12, faults)) {
      if (round.length === 2) expect(round).toContain('x');
      if (round.length === 2) expect(round).not.toContain('all');
    }
  }
});

test('every fault that is injected is healed', async () => {
  const done: string[] = [];
  const faults = FAULTS.map((fault) => ({
    ...fault,
    inject: async () => done.push(`+${fault.name}`),
    heal: async () => done.push(`-${fault.name}`),
  }));
  const rounds = planOf(faults, 4, randomFrom(1)).map((round) => ({ ...round, afterMs: 0 }));
  await carryOut(rounds);
  expect(done.toSorted()).toEqual(
    [...FAULTS.map((f) => `+${f.name}`), ...FAULTS.map((f) => `-${f.name}`)].toSorted(),
  );
});

import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

test('work stands still when nothing was done for longer than the limit, and goes on when something is', async () => {
  let time = 0;
  const progress = createProgress(1000, () => time);
  time = 1000;
  expect(progress.isStalled()).toBe(false);
  time = 1001;
  expect(progress.isStalled()).toBe(true);
  let wentOn = false;
  const goingOn = progress.goesOn().then(() => {
    wentOn = true;
  });
  await Promise.resolve();
  expect(wentOn).toBe(false);
  progress.made();
  expect(progress.isStalled()).toBe(false);
  await goingOn;
  await progress.goesOn();
});

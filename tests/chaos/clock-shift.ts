import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Loaded into the services under test before anything else (`node --import`): while the folder CHAOS_CLOCKS has a file
 * named after the service, its clock is wrong by the milliseconds that stand in it. Only the calendar is wrong; timers go
 * by the monotonic clock, as they do when a real machine's clock is set.
 */

const POLL_MS = 50;

const service = /services\/(\w+)\/src\/main\.ts$/.exec(process.argv[1] ?? '')?.[1];
const folder = process.env.CHAOS_CLOCKS;
if (service && folder) shiftClock(join(folder, service));

function shiftClock(file: string): void {
  let shiftMs = 0;
  const read = () => {
    try {
      shiftMs = Number(readFileSync(file, 'utf8'));
    } catch {
      // There is no such file while the clock is right.
      shiftMs = 0;
    }
  };
  read();
  setInterval(read, POLL_MS).unref();

  const rightNow = Date.now;
  const now = () => rightNow() + shiftMs;
  globalThis.Date = new Proxy(Date, {
    construct: (target, values, wanted) =>
      Reflect.construct(target, values.length ? values : [now()], wanted),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
}

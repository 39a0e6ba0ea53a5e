import type { Advice } from './advice.ts';
import type { Server } from './server/server.ts';
import type { Output } from './terminal/output.ts';

/** What a command works with. */
export type Session = {
  server: Server;
  output: Output;
  advice: Advice;
  /** Aborts when the user interrupts. */
  signal: AbortSignal;
  /** Milliseconds, of any beginning. */
  now: () => number;
};

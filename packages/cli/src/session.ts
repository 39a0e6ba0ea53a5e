import type { Server } from './server/server.ts';
import type { Output } from './terminal/output.ts';

/** What a command works with. */
export type Session = {
  server: Server;
  output: Output;
  /** Aborts when the user interrupts. */
  signal: AbortSignal;
  /** Milliseconds, of any beginning. */
  now: () => number;
};

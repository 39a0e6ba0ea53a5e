/** Why the process is to end, once it is known. */
let reason: string | undefined;
/** Whether the service stops in good order by itself; before that there is nothing in hand to finish. */
let isAwaited = false;
let isListening = false;
const asked = Promise.withResolvers<string>();

/**
 * Ends the process at once when it is asked to before {@link terminated} is called: a service that still waits for a store
 * must not wait on, and what runs as process 1 does not end at a signal that nobody listens to.
 */
export function endWhenAsked(): void {
  if (isListening) return;
  isListening = true;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal, 0));
  process.on('disconnect', () => end('the supervisor is gone', 1));
  // The channel alone must not keep a process alive that has nothing left to do.
  process.channel?.unref();
}

/**
 * Resolves, with the reason, when the process is asked to end: by SIGTERM or SIGINT, or because the supervisor that
 * started it with an IPC channel is gone. Later signals are ignored, since Ctrl-C may arrive more than once.
 */
export function terminated(): Promise<string> {
  endWhenAsked();
  isAwaited = true;
  return asked.promise;
}

/** Whether the process was asked to end. */
export const isEnding = () => reason !== undefined;

function end(why: string, exitCode: number): void {
  reason ??= why;
  if (!isAwaited) process.exit(exitCode);
  asked.resolve(reason);
}

/** Whether the service stops in good order by itself; before that there is nothing in flight to finish. */
let isAwaited = false;

/**
 * Resolves, with the reason, when the process is asked to end: by SIGTERM or SIGINT, or because the supervisor that
 * started it with an IPC channel is gone. Later signals are ignored, since Ctrl-C may arrive more than once.
 */
export function terminated(): Promise<string> {
  isAwaited = true;
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
    process.on('disconnect', () => resolve('the supervisor is gone'));
    releaseChannel();
  });
}

/**
 * Ends the process at once when its supervisor goes before {@link terminated} is called, as SIGTERM does: a service
 * that still waits for a store must not wait on after the rest is gone.
 */
export function endWithSupervisor(): void {
  process.on('disconnect', () => {
    if (!isAwaited) process.exit(1);
  });
  releaseChannel();
}

/** The channel alone must not keep a process alive that has nothing left to do. */
function releaseChannel(): void {
  process.channel?.unref();
}

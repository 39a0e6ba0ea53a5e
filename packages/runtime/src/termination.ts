/**
 * Resolves, with the reason, when the process is asked to end: by SIGTERM or SIGINT, or because the supervisor that
 * started it with an IPC channel is gone. Later signals are ignored, since Ctrl-C may arrive more than once.
 */
export function terminated(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
    const abandoned = () => resolve('the supervisor is gone');
    // It may have gone before anybody asked, while the service still waited for what it needs.
    if (process.send && !process.connected) abandoned();
    if (process.connected) {
      process.on('disconnect', abandoned);
      // The channel alone must not keep a process alive that has nothing left to do.
      process.channel?.unref();
    }
  });
}

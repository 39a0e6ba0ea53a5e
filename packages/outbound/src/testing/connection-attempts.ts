import { createHook } from 'node:async_hooks';

/**
 * Counts the connections that this process begins, TCP and Unix sockets, whoever begins them: nothing connects
 * without one of these handles.
 */
export function countConnectionAttempts(): Disposable & { count: number } {
  const attempts = {
    count: 0,
    [Symbol.dispose]() {
      hook.disable();
    },
  };
  const hook = createHook({
    init(_id, type) {
      if (type === 'TCPCONNECTWRAP' || type === 'PIPECONNECTWRAP') attempts.count += 1;
    },
  }).enable();
  return attempts;
}

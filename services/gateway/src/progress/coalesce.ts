/**
 * Coalesces concurrent calls with the same key into one. Nobody is given an answer that was asked for before they came:
 * a caller that comes while a question is in flight shares the next one, so that everybody sees the effect of what they
 * have just done.
 */
export function coalesce<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();

  const begin = (key: string): Promise<T> => {
    next.delete(key);
    const answer = ask(key);
    running.set(key, answer);
    const end = () => void (running.get(key) === answer && running.delete(key));
    answer.then(end, end);
    return answer;
  };
  return (key) => {
    const before = running.get(key);
    if (!before) return begin(key);
    const shared =
      next.get(key) ??
      before.then(
        () => begin(key),
        () => begin(key),
      );
    next.set(key, shared);
    return shared;
  };
}

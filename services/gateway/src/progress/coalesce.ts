/**
 * Asks once for all that want the same at the same time. Nobody is given an answer that was asked for before they came:
 * who comes while a question is under way shares the next one, so that everybody sees what they have just brought about.
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

/**
 * Asks once for all that want the same at the same time. Nobody is given an answer that was asked for before they came:
 * who comes while a question is under way shares the next one, so that everybody sees what they have just brought about.
 */
export function together<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();

  const begin = (key: string): Promise<T> => {
    next.delete(key);
    const answer = ask(key);
    underWay.set(key, answer);
    const end = () => void (underWay.get(key) === answer && underWay.delete(key));
    answer.then(end, end);
    return answer;
  };
  return (key) => {
    const before = underWay.get(key);
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

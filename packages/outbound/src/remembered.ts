/**
 * What derives from a text, kept for the last texts: receivers of webhooks are few, and each is met again and again.
 * @param atMost how many are kept; one more, and all are forgotten
 * @param derive what it throws is not kept
 */
export function remembered<T>(atMost: number, derive: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const derived = derive(text);
    if (known.size === atMost) known.clear();
    known.set(text, derived);
    return derived;
  };
}

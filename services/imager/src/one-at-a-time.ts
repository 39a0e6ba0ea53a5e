/** Turns for work that must not be done twice at the same time, by a key for what is worked on. */
export type OneAtATime = {
  /** Resolves once those who took a turn for the same key before have given it back, which disposing it does. */
  take(key: string): Promise<Disposable>;
};

export function createOneAtATime(): OneAtATime {
  const last = new Map<string, Promise<void>>();
  return {
    async take(key) {
      const before = last.get(key);
      const { promise, resolve } = Promise.withResolvers<void>();
      last.set(key, promise);
      await before;
      return {
        [Symbol.dispose]() {
          if (last.get(key) === promise) last.delete(key);
          resolve();
        },
      };
    },
  };
}

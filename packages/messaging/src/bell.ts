/** Wakes one who waits for something to change; nothing is kept for who comes later. */
export type Bell = {
  ring(): void;
  /** Resolves when it rings next. For one who waits at a time. */
  heard(): Promise<void>;
};

/** To race hundreds of promises for each that ends would cost more than what they do. */
export function createBell(): Bell {
  let wake = () => {};
  return {
    ring: () => wake(),
    heard: () => new Promise<void>((resolve) => (wake = resolve)),
  };
}

/** File descriptors of a codec process. Nothing goes through standard output, where any library may print. */
export const PIPES = { sources: 0, orders: 3, outputs: 4 } as const;

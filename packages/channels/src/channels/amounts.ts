/**
 * A limit that a source writes in MB. Nobody says whether it counts in thousands or in 1024s, so what either reading allows
 * passes.
 */
export const megabytes = (count: number) => ({ bytes: Math.floor(count * 1024 * 1024), asks: `${count} MB` });

/** The ratios, width divided by height, that are about the one that is asked for: files have whole pixels. */
export const about = (ratio: number) => ({ min: ratio * 0.97, max: ratio * 1.03 });

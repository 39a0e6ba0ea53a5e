/** The share of the bytes that were saved, from 0 to 1; null before there were any. */
export function savedShare({ source, output }: { source: number; output: number }): number | null {
  return source === 0 ? null : Math.max(0, (source - output) / source);
}

/** How long it still takes, in milliseconds, until a moment; null when that is not known. */
export function timeLeft(estimatedEndAt: string | null, now: number): number | null {
  return estimatedEndAt === null ? null : Math.max(0, Date.parse(estimatedEndAt) - now);
}

/** How many images have not ended. */
export const imagesLeft = ({
  images,
  compressed,
  failed,
}: Record<'images' | 'compressed' | 'failed', number>): number => Math.max(0, images - compressed - failed);

/**
 * The image of the highest quality that is no larger than asked, found by halving: sizes grow with the quality, nearly
 * always. It takes seven attempts at most.
 * @returns the smallest that was tried when none is small enough
 */
export async function highestWithin<T extends { bytes: Buffer }>(
  maxBytes: number,
  encodeAt: (quality: number) => Promise<T>,
): Promise<T> {
  let best: T | undefined;
  let [lowest, highest] = [1, 100];
  for (;;) {
    const quality = Math.floor((lowest + highest) / 2);
    const encoded = await encodeAt(quality);
    const fits = encoded.bytes.length <= maxBytes;
    // One that fits is of a higher quality than any before; one that does not is smaller than none that does.
    if (!best || fits || encoded.bytes.length < best.bytes.length) best = encoded;
    if (fits) lowest = quality + 1;
    else highest = quality - 1;
    if (lowest > highest) return best;
  }
}

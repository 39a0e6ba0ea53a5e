type Sized = { bytes: Buffer; width: number; height: number };
export type Box = { width: number; height: number };

/** Each attempt is a tenth of the pixels of the one before at the most, so that no picture needs more. */
const MOST_ATTEMPTS = 12;

/**
 * Makes an image that is too large smaller in pixels, until it fits.
 * @param encodeIn the image inside of so many pixels
 * @returns one that is still too large where even a pixel takes more, as with metadata that is kept
 */
export async function fitByScaling<T extends Sized>(
  tooLarge: T,
  maxBytes: number,
  encodeIn: (box: Box) => Promise<T>,
): Promise<T> {
  let image = tooLarge;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && image.bytes.length > maxBytes; attempt += 1) {
    if (Math.max(image.width, image.height) === 1) break;
    image = await encodeIn(smaller(image, maxBytes));
  }
  return image;
}

/** Fewer pixels have more in each of them, so that bytes shrink more slowly. */
const BYTES_BY_SIDE = 1.75;

function smaller({ bytes, width, height }: Sized, maxBytes: number): Box {
  const factor = Math.min(0.97, Math.max(0.1, (maxBytes / bytes.length) ** (1 / BYTES_BY_SIDE)));
  return { width: Math.max(1, Math.floor(width * factor)), height: Math.max(1, Math.floor(height * factor)) };
}

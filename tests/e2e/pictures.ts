import type { RequestListener } from 'node:http';
import sharp from 'sharp';

/** A JPEG whose pixels differ by seed, noisy enough that quality 50 is much smaller than quality 95. */
export function picture(seed: number, { width = 240, height = 160 } = {}): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  let state = seed * 2_654_435_761 + 1;
  for (let i = 0; i < pixels.length; i += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    pixels[i] = ((i / (width * 3)) % 200) + (state % 56);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** Serves an image as any shop does. */
export function serve(image: Buffer, contentType = 'image/jpeg'): RequestListener {
  return (_request, response) => void response.writeHead(200, { 'content-type': contentType }).end(image);
}

import type { Animation, Frame } from '../../containers/container.ts';
import { ImageError } from '../../formats/image-error.ts';
import type { PixelFile } from '../open-image.ts';

type Pixels = { data: Buffer; channels: 3 | 4 };
type Canvas = { data: Buffer; width: number; height: number };

const CHANNELS = 4;

/**
 * The frames of an animation as they are shown, one below the other: each is laid on what those before it have left
 * (PNG, third edition, 11.3.6.2).
 * @throws ImageError when a frame reaches beyond the image
 */
export async function framesOf(
  { width, height, frames = [], loop }: Animation,
  decode: (file: Buffer) => Promise<Pixels>,
): Promise<PixelFile> {
  const canvas = { data: Buffer.alloc(width * height * CHANNELS), width, height };
  const all = Buffer.allocUnsafe(canvas.data.length * frames.length);
  for (const [index, frame] of frames.entries()) {
    if (frame.left + frame.width > width || frame.top + frame.height > height) {
      throw new ImageError('corrupt', 'The animation has a frame that reaches beyond it.');
    }
    const before = frame.dispose === 'restore' && index > 0 ? Buffer.from(canvas.data) : undefined;
    draw(canvas, frame, await decode(frame.toFile()));
    canvas.data.copy(all, index * canvas.data.length);
    if (before) before.copy(canvas.data);
    else if (frame.dispose !== 'keep') clear(canvas, frame);
  }
  return {
    bytes: all,
    format: 'png',
    isComplete: true,
    raw: { width, height: height * frames.length, channels: CHANNELS, pageHeight: height },
    ...(frames.length > 1 && { timing: { delay: frames.map(({ delayMs }) => delayMs), loop } }),
  };
}

function draw(canvas: Canvas, { left, top, width, height, blend }: Frame, { data, channels }: Pixels): void {
  for (let y = 0; y < height; y += 1) {
    let to = ((top + y) * canvas.width + left) * CHANNELS;
    let from = y * width * channels;
    for (let x = 0; x < width; x += 1, to += CHANNELS, from += channels) {
      const alpha = channels === 4 ? (data[from + 3] ?? 0) : 255;
      if (blend === 'over' && alpha < 255) over(canvas.data, to, { data, from, alpha });
      else {
        data.copy(canvas.data, to, from, from + 3);
        canvas.data[to + 3] = alpha;
      }
    }
  }
}

/** Porter and Duff's operator, for colours that are not multiplied by alpha. */
function over(
  to: Buffer,
  at: number,
  { data, from, alpha }: { data: Buffer; from: number; alpha: number },
): void {
  if (alpha === 0) return;
  const below = ((to[at + 3] ?? 0) * (255 - alpha)) / 255;
  const sum = alpha + below;
  for (let channel = 0; channel < 3; channel += 1) {
    const mixed = ((data[from + channel] ?? 0) * alpha + (to[at + channel] ?? 0) * below) / sum;
    to[at + channel] = Math.round(mixed);
  }
  to[at + 3] = Math.round(sum);
}

function clear(canvas: Canvas, { left, top, width, height }: Frame): void {
  for (let y = top; y < top + height; y += 1) {
    const start = (y * canvas.width + left) * CHANNELS;
    canvas.data.fill(0, start, start + width * CHANNELS);
  }
}

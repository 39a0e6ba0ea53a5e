import type { Samples } from '../../colour/to-srgb.ts';

/** Undoes, in place, that red, green and blue were multiplied by alpha. */
export function straighten({ data, channels }: Samples): void {
  if (channels !== 4) return;
  const highest = data instanceof Uint16Array ? 0xffff : 0xff;
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] ?? 0;
    if (alpha === 0 || alpha === highest) continue;
    for (let channel = at; channel < at + 3; channel += 1) {
      data[channel] = Math.min(highest, Math.round(((data[channel] ?? 0) * highest) / alpha));
    }
  }
}

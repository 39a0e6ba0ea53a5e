import { isSrgbProfile } from '../../colour/srgb-profile.ts';
import type { SourceImage } from '../source-image.ts';

type Described = Pick<SourceImage, 'format' | 'isCmyk' | 'isGrey' | 'sampleBytes' | 'metadata'>;

/**
 * Pixels that sharp shows otherwise than browsers do, since their profile is of another kind of colours than they are, or none:
 * - `grey-by-rgb`: a grey image with a profile of red, green and blue, which counts for the three of them;
 * - `grey`: grey of 16 bits, of which sharp passes over the profile, and of AVIF, which libheif gives as red, green and blue;
 * - `bare-inks`: a JPEG in CMYK without a profile of inks, which browsers take for filters one behind the other.
 */
export type UnusualProfile = 'grey-by-rgb' | 'grey' | 'bare-inks';

export function unusualProfile(source: Described): UnusualProfile | undefined {
  const { format, isCmyk, isGrey, sampleBytes, metadata } = source;
  const space = metadata.icc && spaceOf(metadata.icc);
  if (isCmyk) return format === 'jpeg' && space !== 'CMYK' ? 'bare-inks' : undefined;
  if (!isGrey || !metadata.icc) return undefined;
  if (space === 'RGB ') return isSrgbProfile(metadata.icc) ? undefined : 'grey-by-rgb';
  return space === 'GRAY' && (sampleBytes > 1 || format === 'avif') ? 'grey' : undefined;
}

/** Of which colours a profile is (ICC.1:2022, 7.2.6). */
export const spaceOf = (icc: Buffer) => icc.toString('latin1', 16, 20);

/** Inks as libvips gives them, 255 for all there can be, to sRGB as browsers have it. */
export function withoutInks(inks: Buffer): Buffer {
  const output = Buffer.allocUnsafe((inks.length / 4) * 3);
  for (let at = 0, to = 0; at < inks.length; at += 4) {
    const light = 255 - (inks[at + 3] ?? 0);
    for (let ink = 0; ink < 3; ink += 1, to += 1) {
      output[to] = Math.round(((255 - (inks[at + ink] ?? 0)) * light) / 255);
    }
  }
  return output;
}

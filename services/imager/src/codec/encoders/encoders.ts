import type { EventData } from '@halftone/contracts';
import type { Sharp } from 'sharp';
import type { OutputFormat } from '../../formats/formats.ts';
import type { PixelFile } from '../open-image.ts';
import { EFFORTS, type Effort } from './effort.ts';

/** How an image was compressed: coarser as it stood, or decoded and encoded again. */
export const CODECS = ['requantized', 'reencoded'] as const;
export type Codec = (typeof CODECS)[number];

/** With its dimensions, and the quality at which it was encoded. */
export type EncodedImage = {
  bytes: Buffer;
  format: OutputFormat;
  width: number;
  height: number;
  quality: number;
  codec: Codec;
  /** From its source, where that was measured. */
  distance?: NonNullable<EventData<'image.compressed'>['distance']>;
};

export type Settings = {
  quality: number;
  effort: Effort;
  timing?: PixelFile['timing'];
  /** Of a palette that has all that there are. */
  colours?: number | undefined;
  /** What a look needs. */
  style?: Style;
};

/** How the encoder treats an image whose look counts. */
export type Style = {
  /** Colours as fine as brightness, for red text and thin coloured lines. */
  fullChroma?: boolean;
  /** Every pixel as it is. */
  lossless?: boolean;
};

/**
 * Of mozjpeg's quantization tables those that were tuned for MS-SSIM on Kodak's pictures. With them a file of as many bytes is
 * closer to its source than with libjpeg's, by SSIMULACRA 2 and by butteraugli (docs/looks.md). A quality by itself stands for
 * libjpeg's, as everywhere.
 */
const TABLES_FOR_LOOKS = 2;

/** What JPEG, AVIF and WebP each have for it; the last knows no other resolution, but can choose colours with more care. */
const CHROMA = {
  half: { chromaSubsampling: '4:2:0' },
  full: { chromaSubsampling: '4:4:4' },
} as const;

/**
 * GIF has no quality; what may differ between frames unnoticed takes its place. Fewer colours would gain more, but after
 * 256 sharp knows only 16, which anyone sees, and frames that share a palette change their colours in a fade.
 */
export const ENCODERS: Readonly<Record<OutputFormat, (image: Sharp, settings: Settings) => Sharp>> = {
  jpeg: (image, { quality, effort, style }) => {
    const tables = style && { quantisationTable: TABLES_FOR_LOOKS, ...chromaOf(style) };
    return image.jpeg({ quality, ...EFFORTS.jpeg[effort], ...tables });
  },
  png: (image, { quality, effort, colours, style }) => {
    if (style?.lossless) return image.png({ compressionLevel: 9, adaptiveFiltering: true });
    const palette = colours === undefined ? {} : { colours: Math.max(2, colours), compressionLevel: 9 };
    return image.png({ palette: true, quality, ...EFFORTS.png[effort], ...palette });
  },
  webp: (image, { quality, effort, timing, style }) => {
    const careful = { lossless: style?.lossless ?? false, smartSubsample: style?.fullChroma ?? false };
    return image.webp({ quality, ...EFFORTS.webp[effort], ...timing, ...careful });
  },
  avif: (image, { quality, effort, style = {} }) =>
    image.avif({ quality, ...chromaOf(style), ...EFFORTS.avif[effort] }),
  gif: (image, { quality, effort, timing }) =>
    image.gif({
      interFrameMaxError: Math.round((100 - quality) * 0.16),
      keepDuplicateFrames: true,
      ...EFFORTS.gif[effort],
      ...timing,
    }),
};

const chromaOf = ({ fullChroma }: Style) => (fullChroma ? CHROMA.full : CHROMA.half);

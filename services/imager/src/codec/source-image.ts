import type { Colour } from '../colour/colour.ts';
import type { Animation, Structure } from '../containers/container.ts';
import type { ImageFormat } from '../formats/formats.ts';

/** What is known of an image before a pixel of it is decoded. */
export type SourceImage = {
  bytes: Buffer;
  format: ImageFormat;
  /** As it is shown, after orientation. */
  width: number;
  height: number;
  /** More than one for animations; other pages than the one that is shown do not count. */
  frames: number;
  /** An animation that libvips does not read as one. */
  animation: Animation | undefined;
  /** Which image of the file is shown, where it is not the first. */
  page: Structure['page'];
  isTiled: boolean;
  /** What is decoded instead of the bytes as they are. */
  readable: Structure['readable'];
  /** What the pixels' numbers mean, where neither the profile says so nor they are sRGB. */
  colour: Colour | undefined;
  isPremultiplied: boolean;
  /** The original without its metadata, or with one packet of XMP, for formats whose metadata can be taken out. */
  withMetadata: Structure['withMetadata'];
  hasAlpha: boolean;
  /** Of the pixels as they are stored: colours or inks, and alpha. */
  channels: number;
  /** Bytes that one of them has. */
  sampleBytes: number;
  /** Whether there are red, green and blue of 16 bits. */
  isDeepRgb: boolean;
  isCmyk: boolean;
  isGrey: boolean;
  /** Whether the first rows are complete only at the end of the file: a progressive JPEG, an interlaced PNG. */
  isInterlaced: boolean;
  /** Whether it has to be turned or mirrored to stand as it is shown. */
  isTurned: boolean;
  /** How it is turned or mirrored, as EXIF counts it: from 1, which is not at all, to 8. */
  orientation: number;
  /** Whether most browsers do not show it as it is. */
  isRarelyShown: boolean;
  /** The metadata that may be kept, as the decoder gives it. */
  metadata: Metadata;
  digitalSourceType: string | undefined;
  hasContentCredentials: boolean;
  /** False when the file ends before its container says so. */
  isComplete: boolean;
  /** Whether pixels are missing at the end that the decoder might make up. Costs time that grows with the image. */
  lacksPixels: () => boolean;
};

export type Metadata = { exif?: Buffer; xmp?: string; icc?: Buffer };

import type { Cleaned } from '../containers/container.ts';
import type { ImageFormat } from '../formats/formats.ts';

/** What is known of an image before a pixel of it is decoded. */
export type SourceImage = {
  bytes: Buffer;
  format: ImageFormat;
  /** As it is shown, after orientation. */
  width: number;
  height: number;
  /** More than one for animations; other pages than the first are not shown. */
  frames: number;
  /** An animation whose frames only the original has. */
  isUnwritable: boolean;
  /** The original without its metadata, for formats from which it can be taken out. */
  withoutMetadata: Cleaned | undefined;
  hasAlpha: boolean;
  /** Of the pixels as they are stored: colours or inks, and alpha. */
  channels: number;
  /** Bytes that one of them has. */
  sampleBytes: number;
  isCmyk: boolean;
  isGrey: boolean;
  /** Whether it has to be turned or mirrored to stand as it is shown. */
  isTurned: boolean;
  /** EXIF, XMP or IPTC: where, when and by whom. */
  hasMetadata: boolean;
  /** False when the file ends before its container says so. */
  isComplete: boolean;
  /** Whether pixels are missing at the end that the decoder might make up. Costs time that grows with the image. */
  lacksPixels: () => boolean;
};

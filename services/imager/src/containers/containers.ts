import type { ImageFormat } from '../codec/sniff.ts';
import { avif } from './avif.ts';
import { gif } from './gif.ts';
import { jpeg } from './jpeg.ts';
import { png } from './png.ts';
import { tiff } from './tiff.ts';
import { webp } from './webp.ts';

/** What can be said of a file by walking through its container, without decoding a pixel. */
export type Container = {
  /** False when the file ends before its container says so. */
  isComplete(bytes: Buffer): boolean;
  /**
   * The same image, bit for bit, without what says where, when and by whom it was taken. Only for complete files.
   * Formats without it cannot be cleaned in this way.
   */
  withoutMetadata?(bytes: Buffer): Buffer;
  /** True for animations of which the codec would write the first image only. */
  isUnwritableAnimation?(bytes: Buffer): boolean;
};

export const CONTAINERS: Readonly<Record<ImageFormat, Container>> = { jpeg, png, webp, avif, gif, tiff };

import type { Colour } from '../colour/colour.ts';

/** What can be said of a file by walking once through its container, without decoding a pixel. */
export type Structure = {
  /** False when the file ends before its container says so. */
  isComplete: boolean;
  /** True for a file that ends before its image does, where the decoder might not notice. Takes time with large files. */
  lacksPixels?: () => boolean;
  /** The file as our decoder has to get it to show what browsers show, where that is not as it is. */
  readable?: Buffer | undefined;
  /** Where the frames can be counted at no cost; libvips takes the longer the more there are. */
  frames?: number;
  /** An animation that libvips reads as a still, or not at all. */
  animation?: Animation;
  /** What the numbers of the pixels mean, where browsers go by something else than sRGB or the ICC profile. */
  colour?: Colour | undefined;
  /** Whether red, green and blue were multiplied by alpha. */
  isPremultiplied?: boolean;
  /** Where the image is that the file shows, when it is not the first: of a TIFF. */
  page?: { index: number; subIfd?: number };
  /** Whether the pixels come in tiles; libvips tells of a bad one as a warning only. */
  isTiled?: boolean;
  /** True for a coding that most browsers do not show. */
  isRarelyShown?: boolean;
  /** An XMP packet that no decoder gives us. */
  xmp?: string | undefined;
  /** Whether there are C2PA content credentials. */
  hasContentCredentials?: boolean;
  /**
   * The same image, bit for bit, without what says where, when and by whom it was taken, and with another XMP packet in
   * its place if one is given. Only for complete files. Formats without it cannot be cleaned in this way.
   */
  withMetadata?: (xmp: string | undefined) => Cleaned | undefined;
};

/** A file that is put together only when it is wanted. */
export type Cleaned = { size: number; toBuffer: () => Buffer };

/** An animation, which has a size and frames like others, and may give them one by one. */
export type Animation = {
  width: number;
  height: number;
  /** Undefined where no frame can be taken out. */
  frames?: readonly Frame[];
  /** How often it is played; 0 for ever. */
  loop: number;
};

/** One picture of an animation, and how it is laid on those before it. */
export type Frame = {
  left: number;
  top: number;
  width: number;
  height: number;
  delayMs: number;
  /** What becomes of its place afterwards. */
  dispose: 'keep' | 'clear' | 'restore';
  blend: 'replace' | 'over';
  /** A file of this frame alone. */
  toFile: () => Buffer;
};

/** @throws ImageError when the file has more blocks than any image, or is of a kind that cannot be read */
export type Container = (bytes: Buffer) => Structure;

/** What can be said of a file by walking once through its container, without decoding a pixel. */
export type Structure = {
  /** False when the file ends before its container says so. */
  isComplete: boolean;
  /** True for a file that ends before its image does, where the decoder might not notice. Takes time with large files. */
  lacksPixels?: () => boolean;
  /** Where the frames can be counted at no cost; libvips takes the longer the more there are. */
  frames?: number;
  /** True for animations of which the codec would write the first image only. */
  isUnwritableAnimation?: boolean;
  /**
   * The same image, bit for bit, without what says where, when and by whom it was taken. Only for complete files.
   * Formats without it cannot be cleaned in this way.
   */
  withoutMetadata?: Cleaned;
};

/** A file that is put together only when it is wanted. */
export type Cleaned = { size: number; toBuffer: () => Buffer };

/** @throws ImageError when the file has more blocks than any image */
export type Container = (bytes: Buffer) => Structure;

/** The formats that can be read. Of them an imager accepts those of its settings. */
export const IMAGE_FORMATS = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff', 'svg'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/** Those that hold pixels. A drawing is a program for the codec to run, so it is accepted only where that is configured. */
export type PixelFormat = Exclude<ImageFormat, 'svg'>;
export const PIXEL_FORMATS: readonly PixelFormat[] = IMAGE_FORMATS.filter((format) => format !== 'svg');

/** The formats that are written: those that browsers show. */
export const OUTPUT_FORMATS = ['jpeg', 'png', 'webp', 'avif', 'gif'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** The widest and highest image that can be written; libjpeg stops short of the format's own 65535. */
export const LONGEST_SIDE: Readonly<Record<OutputFormat, number>> = {
  jpeg: 65_500,
  png: 0x7fff_ffff,
  webp: 16_383,
  avif: 16_384,
  gif: 65_535,
};

type Own = Readonly<Record<'opaque' | 'transparent', readonly OutputFormat[]>>;
const itself = (format: OutputFormat): Own => ({ opaque: [format], transparent: [format] });

/**
 * What an image is written as when a recipe names no format: its own, or for those that browsers do not show the first of
 * these, unless another turns out smaller. A drawing has flat colours and sharp edges.
 */
export const OWN_FORMATS: Readonly<Record<ImageFormat, Own>> = {
  jpeg: itself('jpeg'),
  png: itself('png'),
  webp: itself('webp'),
  avif: itself('avif'),
  gif: itself('gif'),
  tiff: { opaque: ['jpeg', 'png', 'webp'], transparent: ['webp', 'png'] },
  svg: itself('png'),
};

/** The formats that can be read. Of them an imager accepts those of its settings. */
export const IMAGE_FORMATS = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff', 'svg'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/** Those that hold pixels. A drawing is a program for the codec to run, so it is accepted only where that is configured. */
export type PixelFormat = Exclude<ImageFormat, 'svg'>;
export const PIXEL_FORMATS: readonly PixelFormat[] = IMAGE_FORMATS.filter((format) => format !== 'svg');

/** The formats that are written: those that browsers show. */
export const OUTPUT_FORMATS = ['jpeg', 'png', 'webp', 'avif', 'gif'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

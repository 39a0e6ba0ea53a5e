/** The image formats that rules name: how each is written, and the extensions of its files. */
export const FORMATS = {
  jpeg: { title: 'JPEG', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'] },
  png: { title: 'PNG', extensions: ['png', 'apng'] },
  webp: { title: 'WebP', extensions: ['webp'] },
  gif: { title: 'GIF', extensions: ['gif'] },
  avif: { title: 'AVIF', extensions: ['avif'] },
  heic: { title: 'HEIC', extensions: ['heic', 'heif'] },
  tiff: { title: 'TIFF', extensions: ['tif', 'tiff'] },
  bmp: { title: 'BMP', extensions: ['bmp'] },
  svg: { title: 'SVG', extensions: ['svg'] },
  psd: { title: 'PSD', extensions: ['psd'] },
} as const satisfies Record<string, { title: string; extensions: readonly string[] }>;

const TITLES: ReadonlyMap<string, string> = new Map(
  Object.entries(FORMATS).map(([format, { title }]) => [format, title]),
);

const BY_EXTENSION: ReadonlyMap<string, string> = new Map(
  Object.entries(FORMATS).flatMap(([format, { extensions }]) => extensions.map((name) => [name, format])),
);

export const titleOf = (format: string) => TITLES.get(format) ?? format.toUpperCase();

/** A JPEG file, an AVIF file. */
export const fileOf = (format: string) =>
  `${/^(avif|svg)$/.test(format) ? 'an' : 'a'} ${titleOf(format)} file`;

export const formatOfExtension = (extension: string) => BY_EXTENSION.get(extension);

/** What the last segment of the path ends in, in lower case and without the dot. */
export function extensionOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  return /\.([a-z0-9]{1,8})$/i.exec(new URL(url).pathname)?.[1]?.toLowerCase();
}

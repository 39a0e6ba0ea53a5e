import type { ProbeAnswer, ProbedImage, Recipe } from '@halftone/contracts';
import { bitsAt, ENCODING, LEFT_OF_SOURCE, outputFormatOf, qualityOf, timesEncoded } from './size-table.ts';
import { estimateTotal, median, type Range } from './statistics.ts';

/** The images of a host that are likely to be worked on, and those of them that were seen. */
export type SeenOfHost = { images: number; seen: readonly ProbedImage[] };

export type Estimate = {
  /** How many images were seen, and how many it is for. */
  samples: number;
  images: number;
  sourceBytes: Range;
  outputBytes: Range;
  savedBytes: Range;
  /** With one imager that has nothing else to do. */
  durationMs: Range;
};

/**
 * What a catalogue would take and save, from the images that were seen.
 * @returns null when the size of none was seen
 */
export function estimateOf(
  hosts: readonly SeenOfHost[],
  recipe: Recipe,
  { imager, isExpress }: { imager: ProbeAnswer['imager']; isExpress: boolean },
): Estimate | null {
  const strata = hosts.map(({ images, seen }) => ({
    count: images,
    seen: seen.flatMap(({ bytes }) => bytes ?? []),
  }));
  const source = estimateTotal(strata);
  if (!source) return null;
  const left = leftOf(
    hosts.flatMap(({ seen }) => seen),
    recipe,
  );
  const outputBytes = {
    low: source.low * left.low,
    likely: source.likely * left.likely,
    high: source.high * left.high,
  };
  const savedBytes = {
    low: source.low * (1 - left.high),
    likely: source.likely * (1 - left.likely),
    high: source.high * (1 - left.low),
  };
  return {
    samples: strata.reduce((count, { seen }) => count + seen.length, 0),
    images: strata.reduce((count, stratum) => count + stratum.count, 0),
    sourceBytes: rounded(source),
    outputBytes: rounded(outputBytes),
    savedBytes: rounded(savedBytes),
    durationMs: durationOf(hosts, recipe, { imager, isExpress, bytes: source }),
  };
}

const rounded = ({ low, likely, high }: Range): Range => ({
  low: Math.round(low),
  likely: Math.round(likely),
  high: Math.round(high),
});

/** The part of the bytes that is left: never more than all, since the original is kept then. */
function leftOf(seen: readonly ProbedImage[], recipe: Recipe): Range {
  const sized = seen.filter(({ bytes }) => bytes !== undefined && bytes > 0);
  const part = (name: keyof Range) => {
    const source = sized.reduce((total, { bytes = 0 }) => total + bytes, 0);
    const output = sized.reduce((total, image) => total + outputBytesOf(image, recipe)[name], 0);
    return source === 0 ? LEFT_OF_SOURCE[name] : output / source;
  };
  return { low: part('low'), likely: part('likely'), high: part('high') };
}

/** What a size allows is nearly used up, but by an image that is smaller already, or needs less for its look. */
function outputBytesOf(image: ProbedImage, recipe: Recipe): Range {
  const { bytes = 0 } = image;
  const { targetRatio = 1, maxBytes = bytes, look } = recipe;
  const most = Math.min(targetRatio * bytes, maxBytes);
  const isSized = recipe.targetRatio !== undefined || recipe.maxBytes !== undefined;
  if (isSized && look === undefined) return { low: 0.85 * most, likely: most, high: most };
  const { low, likely, high } = bytesByQuality(image, recipe);
  return { low: Math.min(low, most), likely: Math.min(likely, most), high: Math.min(high, most) };
}

function bytesByQuality({ bytes = 0, format = '', width, height }: ProbedImage, recipe: Recipe): Range {
  const output = outputFormatOf(format, recipe);
  const perPixel = bitsAt(output, qualityOf(output, recipe));
  const of = (name: keyof Range) =>
    perPixel && width && height
      ? Math.min(bytes, (perPixel[name] / 8) * pixelsAfter({ width, height }, recipe))
      : bytes * LEFT_OF_SOURCE[name];
  return { low: of('low'), likely: of('likely'), high: of('high') };
}

function pixelsAfter(
  { width, height }: { width: number; height: number },
  { maxWidth = width, maxHeight = height }: Recipe,
): number {
  return width * height * Math.min(1, maxWidth / width, maxHeight / height) ** 2;
}

/** Bytes a second of one connection: where nothing else was measured than a few kilobytes. */
const THROUGHPUT = { likely: 5e6, low: 1e6 } as const;
/** Of the downloads, for the express lane alone: so many others cannot have. */
const RESERVED = 1 / 4;
/** What it takes from the start to the first image, in milliseconds. */
const START_MS = 500;
/** Assumed of an image that does not say its dimensions. */
const USUAL_MEGAPIXELS = 1.5;
const USUAL_FIRST_BYTE_MS = 300;

/** Downloading and encoding go on side by side; whichever takes longer is what it takes. */
function durationOf(
  hosts: readonly SeenOfHost[],
  recipe: Recipe,
  { imager, isExpress, bytes }: { imager: ProbeAnswer['imager']; isExpress: boolean; bytes: Range },
): Range {
  const images = hosts.reduce((count, host) => count + host.images, 0);
  const places = Math.max(1, imager.downloads - (isExpress ? 0 : Math.floor(imager.downloads * RESERVED)));
  const perHost = Math.max(1, Math.min(places, imager.downloadsPerOrigin));
  const downloading = (total: number, throughput: number) => {
    const transferMs = images === 0 ? 0 : (total / images / throughput) * 1000;
    const busy = hosts.map((host) => host.images * (firstByteOf(host) + transferMs));
    return Math.max(0, ...busy.map((ms) => ms / perHost), busy.reduce((sum, ms) => sum + ms, 0) / places);
  };
  const encoding = (images * encodingMsOf(hosts, recipe)) / Math.max(1, imager.encodings);
  const likely = START_MS + Math.max(downloading(bytes.likely, THROUGHPUT.likely), encoding);
  const low = START_MS + Math.max(downloading(bytes.low, Number.POSITIVE_INFINITY), encoding / 2);
  const high = START_MS + 2 * Math.max(downloading(bytes.high, THROUGHPUT.low), encoding);
  return rounded({ low: Math.min(low, likely), likely, high: Math.max(high, likely) });
}

const firstByteOf = ({ seen }: SeenOfHost) =>
  median(seen.flatMap(({ firstByteMs }) => firstByteMs ?? [])) ?? USUAL_FIRST_BYTE_MS;

/** Of one image, in the middle of those that were seen. */
function encodingMsOf(hosts: readonly SeenOfHost[], recipe: Recipe): number {
  const seen = hosts.flatMap((host) => host.seen);
  const each = seen.map(({ format = '', width, height }) => {
    const known = ENCODING[outputFormatOf(format, recipe)] ?? ENCODING.jpeg;
    const effort = recipe.effort === 'fast' || recipe.effort === 'small' ? (known?.[recipe.effort] ?? 1) : 1;
    return (
      (known?.msPerMegapixel ?? 0) * effort * (width && height ? (width * height) / 1e6 : USUAL_MEGAPIXELS)
    );
  });
  const once = each.length === 0 ? 0 : each.reduce((sum, ms) => sum + ms, 0) / each.length;
  return once * timesEncoded(recipe);
}

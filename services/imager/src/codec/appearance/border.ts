/** Pixels of eight bits in sRGB, with alpha as a fourth channel where there is one. */
export type Pixels = { data: Uint8Array; width: number; height: number; channels: number };

/** What lies along the sides of an image, on white where it is transparent. */
export type Border = {
  /** The most frequent colour, as `#rrggbb`. */
  colour: string;
  /** How much of it has that colour, or nearly so, and how much is white, or nearly so, from 0 to 1. */
  share: number;
  white: number;
};

/** Compression turns white into what is nearly so. */
const NEARLY_WHITE = 245;
const NEARLY_THE_SAME = 12;

/** Colours are counted by the four highest bits of each channel. */
const COUNTED = 1 << 12;

/** @param pixels which of them belong to the border, by their position */
export function borderOf(image: Pixels, pixels: Iterable<number>): Border {
  const colours = Uint32Array.from(pixels, (pixel) => colourAt(image, pixel));
  const [red, green, blue] = mostCommon(colours);
  let alike = 0;
  let white = 0;
  for (const colour of colours) {
    const distance = Math.max(
      Math.abs(redOf(colour) - red),
      Math.abs(greenOf(colour) - green),
      Math.abs(blueOf(colour) - blue),
    );
    if (distance <= NEARLY_THE_SAME) alike++;
    if (Math.min(redOf(colour), greenOf(colour), blueOf(colour)) >= NEARLY_WHITE) white++;
  }
  const share = (count: number) => Math.round((1000 * count) / Math.max(1, colours.length)) / 1000;
  const colour = `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  return { colour, share: share(alike), white: share(white) };
}

/** The outermost pixels of all four sides. */
export function sidesOf({ width, height }: Pixels): number[] {
  const pixels: number[] = [];
  for (let y = 0; y < height; y++) {
    const isOutermost = y === 0 || y === height - 1;
    for (let x = 0; x < width; x += isOutermost ? 1 : Math.max(1, width - 1)) pixels.push(y * width + x);
  }
  return pixels;
}

/** Every pixel, or as many of each row, evenly spread, as there may be. */
export function rowsOf({ width, height }: Pixels, most: number): number[] {
  const step = Math.ceil(width / most);
  const pixels: number[] = [];
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x += step) pixels.push(y * width + x);
  return pixels;
}

const redOf = (colour: number) => colour >> 16;
const greenOf = (colour: number) => (colour >> 8) & 0xff;
const blueOf = (colour: number) => colour & 0xff;

function colourAt({ data, channels }: Pixels, pixel: number): number {
  const at = pixel * channels;
  const alpha = channels === 4 ? (data[at + 3] ?? 0) : 255;
  const onWhite = (value = 0) => Math.round((value * alpha + 255 * (255 - alpha)) / 255);
  return (onWhite(data[at]) << 16) | (onWhite(data[at + 1]) << 8) | onWhite(data[at + 2]);
}

/** The mean of those that are alike in their highest bits, where there are most of them. */
function mostCommon(colours: Uint32Array): [red: number, green: number, blue: number] {
  const keyOf = (colour: number) =>
    ((redOf(colour) >> 4) << 8) | ((greenOf(colour) >> 4) << 4) | (blueOf(colour) >> 4);
  const keys = Uint16Array.from(colours, keyOf);
  const counts = new Uint32Array(COUNTED);
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  const most = keys.reduce((best, key) => ((counts[key] ?? 0) > (counts[best] ?? 0) ? key : best), 0);
  const alike = colours.filter((_, index) => keys[index] === most);
  const mean = (channel: (colour: number) => number) =>
    Math.round(alike.reduce((sum, colour) => sum + channel(colour), 0) / Math.max(1, alike.length));
  return [mean(redOf), mean(greenOf), mean(blueOf)];
}

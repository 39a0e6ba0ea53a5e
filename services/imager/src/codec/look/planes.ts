/** Pixels as they are: samples of eight bits, grey or red, green and blue, and perhaps alpha. */
export type Pixels = { data: Buffer; width: number; height: number; channels: 1 | 2 | 3 | 4 };

export type Plane = { values: Float32Array; width: number; height: number };

/** Luma, and how far blue and red are from it, as JPEG has them (ITU-T T.871). */
export type Planes = { luma: Plane; blue: Plane; red: Plane };

const WHITE = 255;

/** What is transparent is seen on white. */
export function planesOf({ data, width, height, channels }: Pixels): Planes {
  const planes = { luma: planeOf(width, height), blue: planeOf(width, height), red: planeOf(width, height) };
  const hasAlpha = channels % 2 === 0;
  const green = channels < 3 ? 0 : 1;
  const blue = channels < 3 ? 0 : 2;
  for (let index = 0, at = 0; at < data.length; index += 1, at += channels) {
    const r = data[at] ?? 0;
    const g = data[at + green] ?? 0;
    const b = data[at + blue] ?? 0;
    const opacity = hasAlpha ? (data[at + channels - 1] ?? 0) / 255 : 1;
    const luma = 0.299 * r + 0.587 * g + 0.114 * b;
    planes.luma.values[index] = luma * opacity + WHITE * (1 - opacity);
    planes.blue.values[index] = 0.564 * (b - luma) * opacity;
    planes.red.values[index] = 0.713 * (r - luma) * opacity;
  }
  return planes;
}

const planeOf = (width: number, height: number): Plane => ({
  values: new Float32Array(width * height),
  width,
  height,
});

/** Each value the mean of four. */
export function halved({ values, width, height }: Plane): Plane {
  const half = planeOf(width >> 1, height >> 1);
  for (let y = 0, to = 0; y < half.height; y += 1) {
    let above = 2 * y * width;
    let below = above + width;
    for (let x = 0; x < half.width; x += 1, to += 1, above += 2, below += 2) {
      const upper = (values[above] ?? 0) + (values[above + 1] ?? 0);
      half.values[to] = (upper + (values[below] ?? 0) + (values[below + 1] ?? 0)) / 4;
    }
  }
  return half;
}

type Rgb = readonly number[];

/** How far two colours of sRGB are apart for the eye: ΔE by CIEDE2000 (ISO/CIE 11664-6). Below 3 few people notice. */
export function colourDifference(a: Rgb, b: Rgb): number {
  const [l1, a1, b1] = labOf(a);
  const [l2, a2, b2] = labOf(b);
  const meanChroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - chromaWeight(meanChroma));
  const [p1, p2] = [polar(a1 * (1 + g), b1), polar(a2 * (1 + g), b2)];
  const isGrey = p1.chroma * p2.chroma === 0;
  const turn = isGrey ? 0 : ((p2.hue - p1.hue + 540) % 360) - 180;
  const hue = isGrey ? p1.hue + p2.hue : p1.hue + turn / 2;
  const lightness = (l1 + l2) / 2;
  const chroma = (p1.chroma + p2.chroma) / 2;
  const t =
    1 - 0.17 * cos(hue - 30) + 0.24 * cos(2 * hue) + 0.32 * cos(3 * hue + 6) - 0.2 * cos(4 * hue - 63);
  const dl = (l2 - l1) / (1 + (0.015 * (lightness - 50) ** 2) / Math.sqrt(20 + (lightness - 50) ** 2));
  const dc = (p2.chroma - p1.chroma) / (1 + 0.045 * chroma);
  const dh = (2 * Math.sqrt(p1.chroma * p2.chroma) * sin(turn / 2)) / (1 + 0.015 * chroma * t);
  const rotation = -2 * chromaWeight(chroma) * sin(60 * Math.exp(-(((hue - 275) / 25) ** 2)));
  return Math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + rotation * dc * dh);
}

const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
const sin = (degrees: number) => Math.sin((degrees * Math.PI) / 180);
const chromaWeight = (chroma: number) => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
const polar = (a: number, b: number) => ({
  chroma: Math.hypot(a, b),
  hue: ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360,
});

function labOf(rgb: Rgb): [number, number, number] {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047;
  const y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b;
  const z = (0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883;
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  return [116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))];
}

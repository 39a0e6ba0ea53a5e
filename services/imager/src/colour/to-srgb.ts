import type { Colour } from './colour.ts';
import { BT2020_PRIMARIES, betweenPrimaries, type Matrix, SRGB_PRIMARIES } from './primaries.ts';
import { toneCurve, USUAL_PEAK } from './tone-map.ts';
import { REFERENCE_WHITE } from './transfer.ts';

/** Pixels as they lie in memory: red, green and blue, and alpha where there are four channels. */
export type Samples = { data: Uint8Array | Uint16Array; channels: 3 | 4 };

/** Light to numbers of sRGB, in steps so fine that none of its 255 is passed over. */
const STEPS = 1 << 16;
let encoded: Uint8Array | undefined;

/**
 * Converts to sRGB of eight bits. Colours beyond its gamut are clipped, as browsers do on a display of sRGB.
 * @returns undefined when the colour cannot be converted
 */
export function toSrgb({ data, channels }: Samples, colour: Colour): Buffer | undefined {
  const convert = lightConverter(colour);
  if (!convert) return undefined;
  const highest = data instanceof Uint16Array ? 0xffff : 0xff;
  const linear = Float32Array.from({ length: highest + 1 }, (_, value) =>
    colour.transfer.toLinear(value / highest),
  );
  encoded ??= srgbTable();
  const table = encoded;
  const output = Buffer.allocUnsafe(data.length);
  const light = new Float32Array(3);
  for (let at = 0; at < data.length; at += channels) {
    light[0] = linear[data[at] ?? 0] ?? 0;
    light[1] = linear[data[at + 1] ?? 0] ?? 0;
    light[2] = linear[data[at + 2] ?? 0] ?? 0;
    convert(light);
    for (let channel = 0; channel < 3; channel += 1) {
      const level = Math.min(1, Math.max(0, light[channel] ?? 0));
      output[at + channel] = table[Math.round(level * (STEPS - 1))] ?? 0;
    }
    if (channels === 4) output[at + 3] = ((data[at + 3] ?? 0) * 255) / highest;
  }
  return output;
}

/** Changes light of the file's primaries, in place, into that of an sRGB display. */
function lightConverter({ primaries, transfer, peak }: Colour): ((light: Float32Array) => void) | undefined {
  const toDisplay = betweenPrimaries(primaries, SRGB_PRIMARIES);
  const toWide = betweenPrimaries(primaries, BT2020_PRIMARIES);
  const fromWide = betweenPrimaries(BT2020_PRIMARIES, SRGB_PRIMARIES);
  if (!toDisplay || !toWide || !fromWide) return undefined;
  if (transfer.kind === 'sdr') return (light) => multiply(toDisplay, light);
  const curve = toneCurve(transfer.kind === 'hlg' ? USUAL_PEAK : peak);
  return (light) => {
    multiply(toWide, light);
    if (transfer.kind === 'hlg') applyOotf(light);
    mapTones(curve, light);
    multiply(fromWide, light);
  };
}

/** All three by the factor of the brightest, so that a colour keeps its hue. */
function mapTones(curve: (light: number) => number, light: Float32Array): void {
  const brightest = Math.max(light[0] ?? 0, light[1] ?? 0, light[2] ?? 0);
  if (brightest <= 0) return;
  const factor = curve(brightest) / brightest;
  for (let channel = 0; channel < 3; channel += 1) light[channel] = (light[channel] ?? 0) * factor;
}

/** From scene to display for a display of 1000 cd/m² (ITU-R BT.2100, table 5), in units of the reference white. */
function applyOotf(light: Float32Array): void {
  const luminance = 0.2627 * (light[0] ?? 0) + 0.678 * (light[1] ?? 0) + 0.0593 * (light[2] ?? 0);
  const factor = (USUAL_PEAK / REFERENCE_WHITE) * Math.max(0, luminance) ** 0.2;
  for (let channel = 0; channel < 3; channel += 1) light[channel] = (light[channel] ?? 0) * factor;
}

function multiply([a, b, c, d, e, f, g, h, i]: Matrix, light: Float32Array): void {
  const [x = 0, y = 0, z = 0] = light;
  light[0] = a * x + b * y + c * z;
  light[1] = d * x + e * y + f * z;
  light[2] = g * x + h * y + i * z;
}

/** IEC 61966-2-1. */
function srgbTable(): Uint8Array {
  return Uint8Array.from({ length: STEPS }, (_, step) => {
    const light = step / (STEPS - 1);
    const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
    return Math.round(value * 255);
  });
}

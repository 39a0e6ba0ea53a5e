import { REFERENCE_WHITE } from './transfer.ts';

/** Where nothing is said of the brightest light: that of BT.2100's HLG, and of most PQ. In cd/m². */
export const USUAL_PEAK = 1000;

/** How much of the way from the knee to the corner the curve's control point lies. */
const KAPPA = 0.65;

/**
 * From HDR to SDR by a curve of the kind of SMPTE ST 2094-50's for reference white, fitted to what Chromium shows: reference white
 * (ITU-R BT.2408) comes to half of the display's light, or to more the less there is above it; what is darker keeps its
 * proportions, and what is brighter is bent, as a Bézier curve, to reach the display's white at the peak.
 * @returns the display's light for a light in units of the reference white
 */
export function toneCurve(peak = USUAL_PEAK): (light: number) => number {
  const brightest = peak / REFERENCE_WHITE;
  if (brightest <= 1) return (light) => Math.min(1, light);
  const white = 1 - 0.5 * Math.min(1, Math.log2(brightest) / Math.log2(USUAL_PEAK / REFERENCE_WHITE));
  const middle = { x: 1 - KAPPA + KAPPA / white, y: (1 - KAPPA) * white + KAPPA };
  const a = 1 - 2 * middle.x + brightest;
  const b = 2 * (middle.x - 1);
  return (light) => {
    if (light <= 1) return light * white;
    if (light >= brightest) return 1;
    const distance = 1 - light;
    const t = (-b + Math.sqrt(b * b - 4 * a * distance)) / (2 * a);
    return white * (1 - t) ** 2 + 2 * t * (1 - t) * middle.y + t ** 2;
  };
}

import { qualityOn } from '../search/curve.ts';
import { DISTANCE_CURVES, type LookFormat, QUALITIES } from './looks.ts';

/** A quality, and how far the result is from its source at it. */
export type Measured = { quality: number; distance: number };

const MOST_PROBES = 4;

/** A distance from here to what is allowed will do: a step of quality changes it by about so much. */
const CLOSE_ENOUGH = 0.95;

/** What is aimed at, so that most of what the curve foretells will do. */
const AIM = 0.975;

/**
 * The lowest quality at which the distance is no larger than allowed, mostly found by two probes.
 * @returns the highest that was tried, or may be, where none is as close
 */
export async function chooseQuality(
  format: LookFormat,
  most: number,
  distanceAt: (quality: number) => Promise<number>,
): Promise<Measured> {
  const curve = DISTANCE_CURVES[format];
  const tried: Measured[] = [];
  let [from, to] = QUALITIES[format];
  while (tried.length < MOST_PROBES && from <= to) {
    const known = tried.map((one) => [one.quality, -Math.log(one.distance)] as const);
    const guess = Math.ceil(qualityOn(curve, -Math.log(AIM * most), known));
    const quality = Math.min(to, Math.max(from, guess));
    const distance = Math.max(await distanceAt(quality), Number.MIN_VALUE);
    tried.push({ quality, distance });
    if (distance > most) from = quality + 1;
    else if (distance >= CLOSE_ENOUGH * most) break;
    else to = quality - 1;
  }
  return lowestWithin(tried, most);
}

function lowestWithin(tried: readonly Measured[], most: number): Measured {
  const [lowest] = tried.filter(({ distance }) => distance <= most).toSorted((a, b) => a.quality - b.quality);
  const closest = lowest ?? tried.toSorted((a, b) => b.quality - a.quality)[0];
  if (!closest) throw new Error('No quality was tried.');
  return closest;
}

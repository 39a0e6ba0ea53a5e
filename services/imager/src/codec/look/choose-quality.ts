import { qualityOn } from '../search/curve.ts';
import { DISTANCE_CURVES, type LookFormat, type LookLimits } from './looks.ts';

/** A quality, and how far the result is from its source at it. */
export type Measured = { quality: number; distance: number };

const MOST_PROBES = 5;

/** A distance from here to what is allowed will do: two or three steps of quality change it by so much. */
const CLOSE_ENOUGH = 0.93;

/** What is aimed at, so that most of what the curve foretells will do; a little closer after each time that it did not. */
const AIM = 0.965;
const CLOSER = 0.02;

/**
 * The lowest quality at which the distance is no larger than allowed, mostly found by two probes.
 * @returns the highest that was tried, or may be, where none is as close
 */
export async function chooseQuality(
  format: LookFormat,
  { most, lowest, highest }: Pick<LookLimits, 'most' | 'lowest' | 'highest'>,
  distanceAt: (quality: number) => Promise<number>,
): Promise<Measured> {
  const curve = DISTANCE_CURVES[format];
  const tried: Measured[] = [];
  let [from, to] = [lowest, highest];
  while (tried.length < MOST_PROBES && from <= to) {
    const known = tried.map((one) => [one.quality, -Math.log(one.distance)] as const);
    const missed = tried.filter(({ distance }) => distance > most).length;
    const aim = (AIM - CLOSER * missed) * most;
    const guess = Math.ceil(qualityOn(curve, -Math.log(aim), known));
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

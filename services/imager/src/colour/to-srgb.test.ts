import { expect, it } from 'vitest';
import { PATCHES, SHOWN_OF_PNG } from './chromium.fixture.ts';
import { colourOf, SRGB } from './colour.ts';
import { colourDifference } from './colour-difference.fixture.ts';
import { toSrgb } from './to-srgb.ts';

const coded = Object.entries(SHOWN_OF_PNG).flatMap(([name, shown]) => {
  const [, primaries, transfer, peak] = name.match(/^cICP (\d+)\/(\d+)(?:, cLLI (\d+))?$/) ?? [];
  const colour = colourOf({ primaries: Number(primaries), transfer: Number(transfer) });
  return colour ? [{ name, shown, colour: { ...colour, peak: peak ? Number(peak) : undefined } }] : [];
});

it.each(coded)('pixels of $name become what Chromium shows of them', ({ shown, colour }) => {
  const bytes = Uint8Array.from(PATCHES.flat());
  const words = Uint16Array.from(bytes, (value) => value * 257);
  for (const data of [bytes, words]) {
    const output = toSrgb({ data, channels: 3 }, colour);
    for (const [index, expected] of shown.entries()) {
      const found = [...(output?.subarray(3 * index, 3 * index + 3) ?? [])];
      expect(colourDifference(found, expected)).toBeLessThan(1);
    }
  }
});

it('pixels of sRGB stay as they are, and so does alpha', () => {
  const data = Uint8Array.from({ length: 256 * 4 }, (_, index) => index >> 2);
  expect(toSrgb({ data, channels: 4 }, SRGB)).toEqual(Buffer.from(data));
});

it('primaries that span no colours convert nothing', () => {
  const point = [0.3, 0.3] as const;
  const primaries = { red: point, green: point, blue: point, white: point };
  expect(toSrgb({ data: Uint8Array.of(1, 2, 3), channels: 3 }, { ...SRGB, primaries })).toBeUndefined();
});

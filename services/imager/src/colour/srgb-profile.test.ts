import { expect, test } from 'vitest';
import { profile, withCurve } from './profile.fixture.ts';
import { isSrgbProfile } from './srgb-profile.ts';

const srgb = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

test('the profile of sRGB is known by its formula, and by a table of its curve', async () => {
  const icc = await profile('srgb');
  expect(isSrgbProfile(icc)).toBe(true);
  expect(isSrgbProfile(withCurve(icc, 1024, srgb))).toBe(true);
});

test('another curve or other colorants are not those of sRGB, nor are inks', async () => {
  const icc = await profile('srgb');
  expect(isSrgbProfile(withCurve(icc, 1024, (value) => value ** 2.2))).toBe(false);
  expect(isSrgbProfile(withCurve(icc, 1024, (value) => value))).toBe(false);
  expect(isSrgbProfile(await profile('p3'))).toBe(false);
  expect(isSrgbProfile(await profile('cmyk'))).toBe(false);
});

test('a formula that gives no numbers is not that of sRGB', async () => {
  const icc = await profile('srgb');
  const negative = Buffer.from(icc);
  // The factor of the value to which the exponent is applied.
  negative.writeInt32BE(-0x8000_0000, icc.indexOf('para') + 16);
  expect(isSrgbProfile(negative)).toBe(false);
});

test('no profile that ends too early is taken for one', async () => {
  const icc = await profile('srgb');
  expect(Array.from(icc, (_, length) => isSrgbProfile(icc.subarray(0, length)))).not.toContain(true);
});

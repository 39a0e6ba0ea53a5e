import sharp from 'sharp';
import { expect, test } from 'vitest';
import { isSrgbProfile } from './srgb-profile.ts';

async function profile(name: string): Promise<Buffer> {
  const image = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
  const { icc } = await sharp(await image.withIccProfile(name).jpeg().toBuffer()).metadata();
  return icc ?? Buffer.alloc(0);
}

/** With a curve of so many entries in place of the three that there are. */
function withCurve(icc: Buffer, entries: number, curve: (value: number) => number): Buffer {
  const tag = Buffer.alloc(12 + 2 * entries);
  tag.write('curv');
  tag.writeUInt32BE(entries, 8);
  for (let index = 0; index < entries; index++) {
    tag.writeUInt16BE(Math.round(0xffff * curve(index / (entries - 1))), 12 + 2 * index);
  }
  const changed = Buffer.concat([icc, tag]);
  for (let at = 132; at < 132 + 12 * icc.readUInt32BE(128); at += 12) {
    if (!/^[rgb]TRC$/.test(icc.toString('latin1', at, at + 4))) continue;
    changed.writeUInt32BE(icc.length, at + 4);
    changed.writeUInt32BE(tag.length, at + 8);
  }
  return changed;
}

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

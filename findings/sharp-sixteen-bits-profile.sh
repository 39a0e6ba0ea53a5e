#!/usr/bin/env bash
# sharp writes a 16-bit picture that has an ICC profile with the numbers of Display P3, and does not say so.
#
# Seen 2026-11-30 with sharp 0.35.5 (libvips 8.18.7), Node 20 and 24, Linux x64. Needs Node 20.15 or later.
#
# sharp converts a picture with a profile to sRGB and writes it without one. Most would expect that 8 and 16 bits for a sample
# make no difference: the same colours, the same profile, the same output. With 16 bits (PNG, TIFF, and AVIF of 10 or 12 bits)
# the numbers that are written are those of Display P3, and there is no profile: whoever shows them as sRGB, as is the rule,
# shows paler colours. A green of 60, 180, 60 in Display P3 is 0, 183, 30 in sRGB, and comes out as 60, 180, 60. And in grey,
# the profile of a 16-bit picture is passed over.
#
# `withIccProfile('srgb', { attach: false })` gives the right numbers, of red, green and blue.
#
# Fails when that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5

cat > show.mjs <<'JS'
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

const GREEN = { r: 60, g: 180, b: 60 };
const chunkOf = (type, data) => {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
};
const withProfile = (png, icc) =>
  Buffer.concat([
    png.subarray(0, 33),
    chunkOf('iCCP', Buffer.concat([Buffer.from('p\0\0'), deflateSync(icc)])),
    png.subarray(33),
  ]);

const swatch = (background) => sharp({ create: { width: 8, height: 8, channels: 3, background } });
const { icc: p3 } = await sharp(await swatch(GREEN).withIccProfile('p3').png().toBuffer()).metadata();

/** A profile of greys with the curve of gamma 1.0 in place of the three of Display P3. */
const grey = Buffer.from(p3);
grey.write('GRAY', 16, 'latin1');
grey.write('kTRC', grey.indexOf('rTRC'), 'latin1');
const curve = grey.indexOf('para');
grey.writeUInt16BE(0, curve + 8);
grey.writeInt32BE(0x10000, curve + 12);

const pixel = async (image) => [...(await image.raw({ depth: 'uchar' }).toBuffer()).subarray(0, 3)];
const written = async (png, change = (image) => image) => {
  const file = await change(sharp(png)).toColourspace('srgb').png().toBuffer();
  const { icc, depth } = await sharp(file).metadata();
  const numbers = (await pixel(sharp(file, { ignoreIcc: true }))).join(', ');
  return `${numbers} in ${depth}, ${icc ? 'with' : 'without'} a profile`;
};
const makes = {
  8: (background) => swatch(background).png(),
  16: (background) => swatch(background).toColourspace('rgb16').png(),
};
const greys = {
  8: (background) => swatch(background).toColourspace('b-w').png(),
  16: (background) => swatch(background).toColourspace('grey16').png(),
};
const fileOf = async (make, background, icc) => withProfile(await make(background).toBuffer(), icc);
const GREY = { r: 100, g: 100, b: 100 };
const deep = await fileOf(makes[16], GREEN, p3);

console.log(`sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}, Node ${process.version}`);
const seen = {
  'Display P3 60, 180, 60 of 8 bits': await written(await fileOf(makes[8], GREEN, p3)),
  'Display P3 60, 180, 60 of 16 bits': await written(deep),
  'the same, asked for sRGB by name': await written(deep, (image) => image.withIccProfile('srgb', { attach: false })),
  'linear grey 100 of 8 bits': await written(await fileOf(greys[8], GREY, grey)),
  'linear grey 100 of 16 bits': await written(await fileOf(greys[16], GREY, grey)),
};
for (const [what, numbers] of Object.entries(seen)) console.log(`${what.padEnd(36)}${numbers}`);

const isNear = (what, expected) =>
  seen[what].includes('without') &&
  seen[what].split(' in ')[0].split(', ').every((value, at) => Math.abs(value - expected[at]) <= 3);
const isAsSeen =
  isNear('Display P3 60, 180, 60 of 8 bits', [0, 183, 30]) &&
  isNear('Display P3 60, 180, 60 of 16 bits', [60, 180, 60]) &&
  isNear('the same, asked for sRGB by name', [0, 183, 30]) &&
  isNear('linear grey 100 of 8 bits', [168, 168, 168]) &&
  isNear('linear grey 100 of 16 bits', [100, 100, 100]);
if (!isAsSeen) {
  console.log('It is not as it was on 2026-11-30.');
  process.exit(1);
}
JS
node show.mjs

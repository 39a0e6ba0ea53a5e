#!/usr/bin/env bash
# An ICC profile that Chromium cannot use is passed over in a JPEG, PNG or WebP; an AVIF with it is not shown at all.
#
# Seen 2026-11-30 with Chromium 153.0.8010.0 (@sparticuz/chromium 153.0.0, playwright-core 1.65.1), sharp 0.35.5, Node 20 and 24,
# Linux x64. Firefox 153.8.0esr of Debian 12 showed an AVIF in colour with a profile of greys. Needs Node 20.15 or later.
#
# Most would expect the worst of a profile that does not fit to be wrong colours, in every format alike. The pictures here are
# whole and in colour, and their profile is one of these:
# - of greys, as it stays behind where a tool makes a grey picture an RGB one;
# - of RGB, with curves of no entries, which are the identity by ICC.1 (10.6) and make the colours linear. Chromium does not
#   take it for that, but does where the same curve has one entry of 1.0, or is a formula.
# JPEG, PNG and WebP are shown as sRGB. Whoever makes an AVIF of them and keeps their profile makes a picture that nobody sees.
#
# Fails when that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export TMPDIR=$folder # the browser is unpacked there, and an older one that lies in /tmp is not taken
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5 playwright-core@1.65.1 @sparticuz/chromium@153.0.0

cat > show.mjs <<'JS'
import { crc32, deflateSync } from 'node:zlib';
import bundled from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const picture = sharp({ create: { width: 32, height: 32, channels: 3, background: '#c83c3c' } }).withIccProfile('p3');
const { icc: p3 } = await sharp(await picture.clone().png().toBuffer()).metadata();

/** Profiles of the same length, so that they can take the place of the one that is there. */
const changed = (change) => {
  const profile = Buffer.from(p3);
  change(profile);
  return profile;
};
const curveAt = p3.indexOf('para');
const profiles = {
  'Display P3': p3,
  'of greys': changed((profile) => {
    profile.write('GRAY', 16, 'latin1');
    profile.write('kTRC', profile.indexOf('rTRC'), 'latin1');
  }),
  'linear, curve of no entries': changed((profile) => profile.fill(0, curveAt + 4, curveAt + 12).write('curv', curveAt, 'latin1')),
  'linear, curve of one entry': changed((profile) => {
    profile.fill(0, curveAt + 4, curveAt + 16).write('curv', curveAt, 'latin1');
    profile.writeUInt32BE(1, curveAt + 8);
    profile.writeUInt16BE(0x100, curveAt + 12);
  }),
};

const chunkOf = (type, data) => {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
};
const plainPng = await sharp(await picture.clone().png().toBuffer(), { ignoreIcc: true }).png().toBuffer();
const pngWith = (profile) =>
  Buffer.concat([
    plainPng.subarray(0, 33),
    chunkOf('iCCP', Buffer.concat([Buffer.from('p\0\0'), deflateSync(profile)])),
    plainPng.subarray(33),
  ]);
const inPlace = (file, profile) => {
  const copy = Buffer.from(file);
  const at = copy.indexOf(p3);
  if (at === -1) throw new Error('sharp writes another profile.');
  profile.copy(copy, at);
  return copy;
};
const written = {
  jpeg: await picture.clone().jpeg({ chromaSubsampling: '4:4:4', quality: 100 }).toBuffer(),
  webp: await picture.clone().webp({ lossless: true }).toBuffer(),
  avif: await picture.clone().avif({ lossless: true }).toBuffer(),
};
const fileOf = (type, profile) => (type === 'png' ? pngWith(profile) : inPlace(written[type], profile));

const browser = await chromium.launch({
  executablePath: await bundled.executablePath(),
  args: [...bundled.args, '--force-color-profile=srgb'],
});
const page = await browser.newPage();
console.log(`Chromium ${browser.version()}, sharp ${sharp.versions.sharp}, Node ${process.version}`);
const shown = async (type, file) =>
  await page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    try {
      await image.decode();
    } catch {
      return 'nothing';
    }
    const context = new OffscreenCanvas(32, 32).getContext('2d');
    context.drawImage(image, 0, 0);
    return [...context.getImageData(16, 16, 1, 1).data.subarray(0, 3)].join(', ');
  }, `data:image/${type};base64,${file.toString('base64')}`);

const seen = {};
for (const [name, profile] of Object.entries(profiles)) {
  seen[name] = {};
  for (const type of ['jpeg', 'png', 'webp', 'avif']) seen[name][type] = await shown(type, fileOf(type, profile));
  console.log(name.padEnd(29), Object.entries(seen[name]).map(([type, colour]) => `${type} ${colour}`).join('; '));
}
await browser.close();
const usable = ['Display P3', 'linear, curve of one entry'];
const isAsSeen = Object.entries(seen).every(
  ([name, { avif, ...others }]) =>
    (avif !== 'nothing') === usable.includes(name) && Object.values(others).every((colour) => colour !== 'nothing'),
);
const isPassedOver = seen['of greys'].png === seen['linear, curve of no entries'].png;
if (!isAsSeen || !isPassedOver || seen['linear, curve of one entry'].png === seen['of greys'].png) {
  console.log('It is not as it was on 2026-11-30.');
  process.exit(1);
}
JS
node show.mjs

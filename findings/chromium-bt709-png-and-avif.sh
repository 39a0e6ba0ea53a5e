#!/usr/bin/env bash
# Chromium shows the same code points of BT.709, BT.601 and BT.2020 darker in a PNG than in an AVIF.
#
# Seen 2026-11-29 with Chromium 153.0.8010.0 (@sparticuz/chromium 153.0.0, playwright-core 1.65.1), sharp 0.35.5, Node 20 and
# 24, Linux x64. Needs Node 20.15 or later.
#
# A PNG (chunk cICP) and an AVIF (box colr of type nclx) say by the same numbers of ITU-T H.273 how their values become light.
# Most would expect the same numbers on the same values to give the same pixels, whichever the container. They do for sRGB (13)
# and gamma 2.2 (4). For transfer characteristics 1 (BT.709), 6 (BT.601), 14 and 15 (BT.2020) they do not: the PNG is shown by a
# gamma of 2.4, which is that of BT.1886's displays, and the AVIF as if it were sRGB. A dark grey of 32 is 20 in one, 32 in the
# other. Neither is shown by the inverse of BT.709's own curve, which would give 48.
#
# The AV1 sequence header says the same as the box, so it is no matter of one overriding the other.
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
import { crc32 } from 'node:zlib';
import bundled from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const greys = [16, 32, 48, 64, 96, 128, 160, 192, 224, 240];
const side = 16;
const [width, height] = [greys.length * side, side];
const SRGB = 13;

const pixels = Buffer.alloc(width * height * 3);
for (let at = 0; at < pixels.length; at += 1) pixels[at] = greys[Math.floor((Math.floor(at / 3) % width) / side)];
const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
const plainPng = await picture.clone().png().toBuffer();
const plainAvif = await picture.clone().avif({ lossless: true, chromaSubsampling: '4:4:4' }).toBuffer();

/** The PNG with a chunk cICP after IHDR: BT.709's primaries, this transfer, RGB, full range. */
function pngOf(transfer) {
  const chunk = Buffer.from([0, 0, 0, 4, ...Buffer.from('cICP'), 1, transfer, 0, 1, 0, 0, 0, 0]);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 12)), 12);
  return Buffer.concat([plainPng.subarray(0, 33), chunk, plainPng.subarray(33)]);
}

/** The AVIF, which says 1, 13, 0, full range as sharp writes it, with this transfer in its box and in its sequence header. */
function avifOf(transfer) {
  const file = Buffer.from(plainAvif);
  const box = file.indexOf('colrnclx') + 8;
  if (file.subarray(box, box + 7).toString('hex') !== '0001000d000080') throw new Error('sharp writes another nclx.');
  file.writeUInt16BE(transfer, box + 2);
  if (transfer === SRGB) return file;

  // After the temporal delimiter (12 00) comes the sequence header: 0a, its size, its bits. The range is written out only
  // where the numbers are not exactly 1, 13, 0; of the bits at the end, which fill up the last byte, there is room for it.
  const at = file.indexOf(Buffer.from('mdat\x12\x00\x0a', 'latin1')) + 7;
  const header = file.subarray(at + 1, at + 1 + file[at]);
  const byte = (number) => number.toString(2).padStart(8, '0');
  const [described, isFull, rest] = ['1', '1', '001'];
  const old = new RegExp(`${described}${byte(1)}${byte(SRGB)}${byte(0)}${rest}0+$`);
  const bits = Array.from(header, byte).join('');
  if (!old.test(bits)) throw new Error('sharp writes another sequence header.');
  const now = bits.replace(old, `${described}${byte(1)}${byte(transfer)}${byte(0)}${isFull}${rest}`).padEnd(bits.length, '0');
  header.set(now.match(/.{8}/g).map((each) => Number.parseInt(each, 2)));
  return file;
}

const browser = await chromium.launch({
  executablePath: await bundled.executablePath(),
  args: [...bundled.args, '--force-color-profile=srgb'],
});
const page = await browser.newPage({ viewport: { width, height: 2 * height } });

/** The greys of the PNG and of the AVIF below it, out of one screenshot. */
async function shown(transfer) {
  const image = (type, file) => `<img src="data:image/${type};base64,${file.toString('base64')}">`;
  const images = image('png', pngOf(transfer)) + image('avif', avifOf(transfer));
  await page.setContent(`<!doctype html><style>body { margin: 0 } img { display: block }</style>${images}`);
  await page.evaluate(() => Promise.all(Array.from(document.images, (each) => each.decode())));
  const { data, info } = await sharp(await page.screenshot()).raw().toBuffer({ resolveWithObject: true });
  const row = (y) => greys.map((_, patch) => data[(y * info.width + (patch + 0.5) * side) * info.channels]);
  return { png: row(height / 2), avif: row(height * 1.5) };
}

const srgbOf = (light) => Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
const byGamma = (gamma) => greys.map((grey) => srgbOf((grey / 255) ** gamma));
const isNear = (some, others) => some.every((value, at) => Math.abs(value - others[at]) <= 1);
const print = (name, values) => console.log(name.padEnd(20), values.map((value) => String(value).padStart(3)).join(' '));

console.log(`Chromium ${browser.version()}, sharp ${sharp.versions.sharp}, Node ${process.version}`);
print('values in the files', greys);
const expected = [
  { transfer: SRGB, png: greys, avif: greys },
  { transfer: 4, png: byGamma(2.2), avif: byGamma(2.2) },
  ...[1, 6, 14, 15].map((transfer) => ({ transfer, png: byGamma(2.4), avif: greys })),
];
let isAsSeen = true;
for (const { transfer, png, avif } of expected) {
  const seen = await shown(transfer);
  print(`transfer ${transfer}, PNG`, seen.png);
  print(`transfer ${transfer}, AVIF`, seen.avif);
  isAsSeen &&= isNear(seen.png, png) && isNear(seen.avif, avif);
}
print('by gamma 2.4', byGamma(2.4));
await browser.close();
if (!isAsSeen) {
  console.log('It is not as it was on 2026-11-29.');
  process.exit(1);
}
JS
node show.mjs

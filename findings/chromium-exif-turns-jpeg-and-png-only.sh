#!/usr/bin/env bash
# Chromium turns a JPEG and a PNG by their EXIF, but neither a WebP nor an AVIF, and a PNG only where eXIf comes before its pixels.
#
# Seen 2026-11-30 with Chromium 153.0.8010.0 (@sparticuz/chromium 153.0.0, playwright-core 1.65.1), sharp 0.35.5, Node 20 and 24,
# Linux x64. Firefox 153.8.0esr of Debian 12 showed the same. Needs Node 20.15 or later.
#
# All four formats have a place for EXIF, whose orientation says how a picture is to be turned, and `image-orientation:
# from-image` is the default of CSS. Most would expect that it counts in all of them or in JPEG alone, and libvips does turn a
# WebP by it. So a JPEG of a phone that a tool makes a WebP of, its EXIF kept, lies on its side in a browser; and one whose
# pixels were turned, with the old EXIF left in, stands upright there, and is laid on its side by `autoOrient()`.
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

const [width, height] = [64, 32];
const TURN_RIGHT = 6;
const picture = sharp({ create: { width, height, channels: 3, background: '#c83c3c' } });

/** A little-endian block of EXIF with nothing but the orientation. */
const exif = Buffer.from('49492a0008000000010012010300010000000600000000000000', 'hex');
const chunkOf = (type, data) => {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
};
const png = await picture.clone().png().toBuffer();
const withExif = (at) => Buffer.concat([png.subarray(0, at), chunkOf('eXIf', exif), png.subarray(at)]);
const HEADER_END = 33;
const END_CHUNK = 12;

/** The AVIF has its EXIF written with an orientation of 1, since libheif turns another into the property irot. */
const avif = await picture.clone().avif({ lossless: true }).withMetadata({ orientation: 1 }).toBuffer();
const entry = [Buffer.from('0112000300000001', 'hex'), Buffer.from('1201030001000000', 'hex')];
const [at] = entry.map((one) => avif.indexOf(one)).filter((one) => one !== -1);
if (at === undefined || avif.includes('irot')) throw new Error('sharp writes another AVIF.');
avif[avif[at] === 0x12 ? at + 8 : at + 9] = TURN_RIGHT;

const files = {
  JPEG: ['jpeg', await picture.clone().jpeg().withMetadata({ orientation: TURN_RIGHT }).toBuffer()],
  'PNG, eXIf before its pixels': ['png', withExif(HEADER_END)],
  'PNG, eXIf behind its pixels': ['png', withExif(png.length - END_CHUNK)],
  WebP: ['webp', await picture.clone().webp().withMetadata({ orientation: TURN_RIGHT }).toBuffer()],
  AVIF: ['avif', avif],
};

const browser = await chromium.launch({ executablePath: await bundled.executablePath(), args: bundled.args });
const page = await browser.newPage();
console.log(`Chromium ${browser.version()}, sharp ${sharp.versions.sharp}, Node ${process.version}`);
const turned = [];
for (const [name, [type, file]] of Object.entries(files)) {
  const url = `data:image/${type};base64,${file.toString('base64')}`;
  const shown = await page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, url);
  const upright = (await sharp(file).autoOrient().toBuffer({ resolveWithObject: true })).info;
  console.log(`${name.padEnd(29)}Chromium ${shown.join(' × ')}, sharp's autoOrient ${upright.width} × ${upright.height}`);
  if (shown[0] === height && shown[1] === width) turned.push(name);
  else if (shown[0] !== width) throw new Error(`${name} has another size.`);
}
await browser.close();
if (turned.join() !== 'JPEG,PNG, eXIf before its pixels') {
  console.log('It is not as it was on 2026-11-30.');
  process.exit(1);
}
JS
node show.mjs

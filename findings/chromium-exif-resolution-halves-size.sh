#!/usr/bin/env bash
# Taking the EXIF out of a JPEG can double its size on a page: Chromium and Firefox divide it by the resolution in there.
#
# Seen 2026-11-30 with Chromium 153.0.8010.0 (@sparticuz/chromium 153.0.0, playwright-core 1.65.1), sharp 0.35.5, Node 20 and 24,
# Linux x64. Firefox 153.8.0esr of Debian 12 showed the same. Needs Node 20.15 or later.
#
# Most would expect an `img` without width and height to be as many CSS pixels wide as the file has pixels, whatever its metadata.
# With a resolution of 144 dpi, and PixelXDimension and PixelYDimension that are half of the pixels (the size at 72 dpi), it
# is half as wide and high, in naturalWidth as well: the density-corrected natural size of the HTML standard, meant for
# double resolution. Without its metadata the same picture is shown twice as large. The resolution alone does nothing, nor does
# that of JFIF, nor the same EXIF in a PNG.
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

const [width, height] = [200, 100];
const [SHORT, LONG, RATIONAL] = [3, 4, 5];

/** A little-endian block of EXIF (CIPA DC-008): its resolution, and perhaps the size in pixels of its second directory. */
function exifOf(dpi, size) {
  const block = Buffer.alloc(140);
  block.write('II*\0', 'latin1');
  block.writeUInt32LE(8, 4);
  const directory = (at, entries) => {
    block.writeUInt16LE(entries.length, at);
    for (const [index, [tag, type, value]] of entries.entries()) {
      const entry = at + 2 + 12 * index;
      block.writeUInt16LE(tag, entry);
      block.writeUInt16LE(type, entry + 2);
      block.writeUInt32LE(1, entry + 4);
      if (type === SHORT) block.writeUInt16LE(value, entry + 8);
      else block.writeUInt32LE(value, entry + 8);
    }
  };
  const [resolutionAt, detailsAt] = [120, 80];
  directory(8, [
    [0x011a, RATIONAL, resolutionAt],
    [0x011b, RATIONAL, resolutionAt],
    [0x0128, SHORT, 2],
    ...(size ? [[0x8769, LONG, detailsAt]] : []),
  ]);
  if (size) directory(detailsAt, [[0xa002, LONG, size[0]], [0xa003, LONG, size[1]]]);
  block.writeUInt32LE(dpi, resolutionAt);
  block.writeUInt32LE(1, resolutionAt + 4);
  return block;
}

const segment = (marker, content) => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
};
const behindStart = (jpeg, ...segments) => Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
const app1 = (exif) => segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]));
const jfif = segment(0xe0, Buffer.from([...Buffer.from('JFIF\0'), 1, 1, 1, 0, 144, 0, 144, 0, 0]));
const chunkOf = (type, data) => {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
};

const picture = sharp({ create: { width, height, channels: 3, background: '#c83c3c' } });
const jpeg = await picture.clone().jpeg().toBuffer();
const png = await picture.clone().png().toBuffer();
const half = [width / 2, height / 2];
const doubled = behindStart(jpeg, app1(exifOf(144, half)));
const files = {
  'JPEG without metadata': ['jpeg', jpeg, 200],
  'JPEG, 144 dpi and half the size': ['jpeg', doubled, 100],
  'the same through sharp': ['jpeg', await sharp(doubled).jpeg().toBuffer(), 200],
  'JPEG, 144 dpi and its own size': ['jpeg', behindStart(jpeg, app1(exifOf(144, [width, height]))), 200],
  'JPEG, 144 dpi alone': ['jpeg', behindStart(jpeg, app1(exifOf(144))), 200],
  'JPEG, 144 dpi by JFIF': ['jpeg', behindStart(jpeg, jfif), 200],
  'PNG, 144 dpi and half the size': ['png', Buffer.concat([png.subarray(0, 33), chunkOf('eXIf', exifOf(144, half)), png.subarray(33)]), 200],
};

const browser = await chromium.launch({ executablePath: await bundled.executablePath(), args: bundled.args });
const page = await browser.newPage();
console.log(`Chromium ${browser.version()}, sharp ${sharp.versions.sharp}, Node ${process.version}`);
let isAsSeen = true;
for (const [name, [type, file, expected]] of Object.entries(files)) {
  const url = `data:image/${type};base64,${file.toString('base64')}`;
  const shown = await page.evaluate(async (src) => {
    document.body.innerHTML = '<img>';
    const image = document.images[0];
    image.src = src;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight, image.getBoundingClientRect().width];
  }, url);
  console.log(`${name.padEnd(33)}${width} × ${height} pixels, natural size ${shown[0]} × ${shown[1]}, ${shown[2]} wide on the page`);
  isAsSeen &&= shown[0] === expected && shown[1] === expected / 2 && shown[2] === expected;
}
await browser.close();
if (!isAsSeen) {
  console.log('It is not as it was on 2026-11-30.');
  process.exit(1);
}
JS
node show.mjs

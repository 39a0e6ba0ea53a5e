#!/usr/bin/env bash
# Frames given to sharp as raw pixels are resized as one tall picture, and written as a still.
#
# Seen 2026-11-29 with sharp 0.35.5 (libvips 8.18.7), Node 20 and 24, Linux x64.
#
# sharp takes an animation as raw pixels, its frames below one another, with `raw.pageHeight`, and writes it as WebP with
# all its frames. Most would expect that a resize goes frame by frame, as it does with a GIF or WebP file. Without
# `animated: true`, which documents itself as an option of files, the whole stack is fitted into the box: the result is one
# small picture of all frames, `info` even says a `pageHeight` above its `height`, and nobody is told.
#
# Fails when that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5

cat > show.mjs <<'JS'
import sharp from 'sharp';

const [width, pageHeight, frames] = [40, 30, 4];
const raw = { width, height: pageHeight * frames, channels: 3, pageHeight };
const pixels = Buffer.alloc(width * pageHeight * frames * 3);
for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at * 7 + Math.floor(at / (width * pageHeight * 3)) * 50) & 255;

const resized = async (options) => {
  const image = sharp(pixels, { raw, ...options }).resize({ width: 20, height: 20, fit: 'inside' });
  const { data, info } = await image.webp({ delay: [50, 60, 70, 80] }).toBuffer({ resolveWithObject: true });
  const { pages = 1 } = await sharp(data, { animated: true }).metadata();
  return { pages, width: info.width, height: info.height, pageHeight: info.pageHeight };
};

const unresized = await sharp(pixels, { raw }).webp({ delay: [50, 60, 70, 80] }).toBuffer();
const whole = (await sharp(unresized, { animated: true }).metadata()).pages;
const plain = await resized({});
const animated = await resized({ animated: true });
console.log(`sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}, Node ${process.version}`);
console.log('not resized:', whole, 'frames');
console.log('resized:', plain);
console.log('resized with animated: true:', animated);
const isAsSeen = whole === 4 && plain.pages === 1 && animated.pages === 4 && animated.height === 60;
if (!isAsSeen) {
  console.log('It is not as it was on 2026-11-29.');
  process.exit(1);
}
JS
node show.mjs

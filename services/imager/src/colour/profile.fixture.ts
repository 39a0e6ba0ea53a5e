import sharp from 'sharp';

/** One of those that come with sharp. */
export async function profile(name: string): Promise<Buffer> {
  const image = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
  const { icc } = await sharp(await image.withIccProfile(name).jpeg().toBuffer()).metadata();
  return icc ?? Buffer.alloc(0);
}

/** With a curve of so many entries in place of the three that there are. */
export function withCurve(icc: Buffer, entries: number, curve: (value: number) => number): Buffer {
  const tag = Buffer.alloc(12 + 2 * entries);
  tag.write('curv');
  tag.writeUInt32BE(entries, 8);
  for (let index = 0; index < entries; index++) {
    tag.writeUInt16BE(Math.round(0xffff * curve(index / (entries - 1))), 12 + 2 * index);
  }
  const changed = Buffer.concat([icc, tag]);
  changed.writeUInt32BE(changed.length, 0);
  for (let at = 132; at < 132 + 12 * icc.readUInt32BE(128); at += 12) {
    if (!/^[rgb]TRC$/.test(icc.toString('latin1', at, at + 4))) continue;
    changed.writeUInt32BE(icc.length, at + 4);
    changed.writeUInt32BE(tag.length, at + 8);
  }
  return changed;
}

/** A profile of greys, by the curve that one of red, green and blue has for red. */
export function greyOf(icc: Buffer): Buffer {
  const changed = Buffer.from(icc);
  changed.write('GRAY', 16, 'latin1');
  changed.write('kTRC', changed.indexOf('rTRC'), 'latin1');
  return changed;
}

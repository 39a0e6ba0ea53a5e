import type { Animation, Frame } from './container.ts';
import type { Part } from './parts.ts';

/** Of a graphic control extension (GIF89a, 23). */
const CONTROL = 0xf9;
const TRANSPARENT = 0b1;
const DISPOSALS: Readonly<Record<number, Frame['dispose']>> = { 2: 'clear', 3: 'restore' };

const TRAILER = Buffer.of(0x3b);
const DESCRIPTOR_PLACE = { start: 1, end: 5 };

/** Browsers take the shortest delays for this one. */
const USUAL_DELAY_MS = 100;
const SHORTEST_DELAY_MS = 20;

type Picture = Frame & { isTransparent: boolean };

/** What the frames of a GIF are, as its blocks come by. */
export type GifReader = {
  addExtension(block: Part, application: string | undefined): void;
  addImage(block: Part): void;
  misread(): Animation | undefined;
};

/** @param headerEnd where the header with its colour table ends */
export function createGifReader(bytes: Buffer, headerEnd: number): GifReader {
  const pictures: Picture[] = [];
  const [width, height] = [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  let control: Buffer | undefined;
  let loop = 1;
  return {
    addExtension({ start, end }, application) {
      if (end > bytes.length) return;
      if (bytes[start + 1] === CONTROL && end - start >= 8) control = bytes.subarray(start, end);
      // One that is played again so many times, or for ever.
      if (application !== undefined && end - start >= 19 && bytes[start + 15] === 1) {
        const again = bytes.readUInt16LE(start + 16);
        loop = again === 0 ? 0 : again + 1;
      }
    },
    addImage(block) {
      if (block.end <= bytes.length) pictures.push(pictureOf(bytes, headerEnd, { block, control }));
      control = undefined;
    },
    misread: () =>
      isMisread(pictures, { width, height }) ? { width, height, loop, frames: pictures } : undefined,
  };
}

function pictureOf(
  bytes: Buffer,
  headerEnd: number,
  { block, control }: { block: Part; control: Buffer | undefined },
): Picture {
  const [left, top, width, height] = [1, 3, 5, 7].map((at) => bytes.readUInt16LE(block.start + at));
  const delayMs = (control?.readUInt16LE(4) ?? 0) * 10;
  const size = { width: width ?? 0, height: height ?? 0 };
  return {
    ...size,
    left: left ?? 0,
    top: top ?? 0,
    delayMs: delayMs < SHORTEST_DELAY_MS ? USUAL_DELAY_MS : delayMs,
    dispose: DISPOSALS[((control?.[3] ?? 0) >> 2) & 0b111] ?? 'keep',
    blend: 'over',
    isTransparent: ((control?.[3] ?? 0) & TRANSPARENT) === TRANSPARENT,
    toFile() {
      const header = Buffer.from(bytes.subarray(0, headerEnd));
      header.writeUInt16LE(size.width, 6);
      header.writeUInt16LE(size.height, 8);
      const image = Buffer.from(bytes.subarray(block.start, block.end));
      image.fill(0, DESCRIPTOR_PLACE.start, DESCRIPTOR_PLACE.end);
      return Buffer.concat([header, ...(control ? [control] : []), image, TRAILER]);
    },
  };
}

/**
 * Whether libvips gives other pixels than browsers show. What no frame has covered, and what one has cleared, is transparent in
 * browsers; libvips makes it black where no frame has a transparent colour, and fills what one without has cleared with
 * the background colour. Frames that reach beyond the image are left to it.
 */
function isMisread(pictures: readonly Picture[], screen: { width: number; height: number }): boolean {
  const isInside = ({ left, top, width, height }: Picture) =>
    left + width <= screen.width && top + height <= screen.height;
  const coversAll = (picture: Picture | undefined) =>
    picture?.width === screen.width && picture.height === screen.height && !picture.isTransparent;
  const [first] = pictures;
  if (!first || !pictures.every(isInside)) return false;
  const clears = pictures.some(
    ({ dispose, isTransparent }, index) =>
      dispose === 'clear' && !isTransparent && index + 1 < pictures.length && !coversAll(pictures[index + 1]),
  );
  const isOpaque = !pictures.some(({ isTransparent }) => isTransparent);
  const isRestored = first.dispose === 'restore' && pictures.length > 1 && !coversAll(pictures[1]);
  return clears || (isOpaque && (!coversAll(first) || isRestored));
}

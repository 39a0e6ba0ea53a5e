import type { Container } from '../container.ts';
import { bounded, createKeptParts } from '../parts.ts';
import { createApngReader } from './apng.ts';
import { chunks, isCritical, SIGNATURE_BYTES, withChunks, xmpChunk } from './png-chunks.ts';
import { COLOUR_CHUNKS, pngColour } from './png-colour.ts';

/** Chunks beside the critical ones and those of colours that change what a browser shows. */
const SHOWN = new Set(['tRNS', 'sBIT', 'pHYs', 'acTL', 'fcTL', 'fdAT']);

/** Where C2PA puts its manifests. */
const CREDENTIALS = 'caBX';

export const png: Container = (bytes) => {
  const kept = createKeptParts(bytes);
  kept.keep({ start: 0, end: SIGNATURE_BYTES });
  const colours = new Map<string, Buffer>();
  const apng = createApngReader(bytes.subarray(0, SIGNATURE_BYTES));
  const found = { end: false, credentials: false, pixels: false };
  for (const chunk of bounded(chunks(bytes))) {
    const { type, data } = chunk;
    found.end ||= type === 'IEND';
    found.credentials ||= type === CREDENTIALS;
    found.pixels ||= type === 'IDAT';
    const isColour = COLOUR_CHUNKS.has(type);
    if (isColour && !found.pixels && !colours.has(type)) colours.set(type, data);
    if (isColour || isCritical(type) || SHOWN.has(type)) kept.keep(chunk);
    apng.add(chunk);
  }
  const animation = apng.animation();
  return {
    isComplete: found.end,
    ...(animation && { animation, frames: animation.frames?.length ?? 1 }),
    colour: pngColour(colours),
    hasContentCredentials: found.credentials,
    withMetadata(xmp) {
      const added = xmp === undefined ? Buffer.alloc(0) : xmpChunk(xmp);
      return {
        size: kept.size() + added.length,
        // Before the pixels: readers of headers look no further.
        toBuffer: () => (added.length > 0 ? withChunks(kept.toBuffer(), [added]) : kept.toBuffer()),
      };
    },
  };
};

import { ImageError } from '../../formats/image-error.ts';
import type { Container, Structure } from '../container.ts';
import { checkBlocks } from '../parts.ts';
import { type Directory, directoriesOf } from './directories.ts';
import { checkSamples } from './tiff-samples.ts';

const TAG = {
  newSubfileType: 254,
  subfileType: 255,
  photometric: 262,
  stripOffsets: 273,
  stripCounts: 279,
  tileOffsets: 324,
  tileCounts: 325,
  dngVersion: 50_706,
  c2pa: 52_545,
} as const;

/** Of NewSubfileType: a reduced copy of another image, and a mask for one. */
const REDUCED_OR_MASK = 0b101;
const OLD_REDUCED = 2;

/** Of CR2, which is a TIFF otherwise. */
const CANON = 'CR';

/** As a sensor has them: of one colour for each pixel, or linear. */
const RAW_PHOTOMETRICS: ReadonlySet<number | undefined> = new Set([32_803, 34_892]);

/**
 * Says which image is the one to show, the first that is no reduced copy of another, and whether it has all its bytes.
 * @throws ImageError for the raw files of cameras, and for samples that would be shown wrong
 */
export const tiff: Container = (bytes) => {
  if (bytes.length < 8) return { isComplete: false };
  const { found: directories, isWhole } = directoriesOf(bytes);
  if (directories.some(isRaw) || bytes.toString('latin1', 8, 10) === CANON) {
    const hint = 'Develop it, and export it as JPEG or PNG.';
    throw new ImageError('unsupported_format', 'The server sent a camera raw file (DNG or the like).', {
      source: { format: 'raw' },
      hint,
    });
  }
  const full = directories.find((directory) => !isReduced(directory));
  const shown = full ?? directories[0];
  // The full image may stand where the file does not reach.
  if (!shown || (!full && !isWhole)) return { isComplete: false };
  const isComplete = hasAllBytes(bytes, shown);
  if (isComplete) checkSamples(shown);
  return {
    isComplete,
    isTiled: shown.tag(TAG.tileOffsets).count > 0,
    hasContentCredentials: directories.some(({ tag }) => tag(TAG.c2pa).count > 0),
    ...pageOf(shown),
  };
};

function pageOf({ index, subIfd }: Directory): Pick<Structure, 'page'> {
  if (index === 0 && subIfd === undefined) return {};
  return { page: { index, ...(subIfd !== undefined && { subIfd }) } };
}

function isRaw({ tag }: Directory): boolean {
  return tag(TAG.dngVersion).count > 0 || RAW_PHOTOMETRICS.has(tag(TAG.photometric).at(0));
}

function isReduced({ tag }: Directory): boolean {
  const type = tag(TAG.newSubfileType).at(0) ?? 0;
  return (type & REDUCED_OR_MASK) !== 0 || tag(TAG.subfileType).at(0) === OLD_REDUCED;
}

/** The pixels are in strips or in tiles, each of which has its place and its number of bytes. */
function hasAllBytes(bytes: Buffer, { tag }: Directory): boolean {
  const isTiled = tag(TAG.tileOffsets).count > 0;
  const offsets = tag(isTiled ? TAG.tileOffsets : TAG.stripOffsets);
  const counts = tag(isTiled ? TAG.tileCounts : TAG.stripCounts);
  checkBlocks(offsets.count);
  for (let index = 0; index < offsets.count; index++) {
    const offset = offsets.at(index);
    if (offset === undefined || offset + (counts.at(index) ?? 0) > bytes.length) return false;
  }
  return true;
}

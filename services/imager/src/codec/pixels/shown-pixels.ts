import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Colour } from '../../colour/colour.ts';
import { type Samples, toSrgb } from '../../colour/to-srgb.ts';
import type { Animation } from '../../containers/container.ts';
import { chunkOf, withChunks } from '../../containers/png/png-chunks.ts';
import type { ImageFormat } from '../../formats/formats.ts';
import { ImageError } from '../../formats/image-error.ts';
import { type Opening, openPixels, type PixelFile } from '../open-image.ts';
import type { SourceImage } from '../source-image.ts';
import { framesOf } from './animation-frames.ts';
import { inSrgb } from './in-srgb.ts';
import { straighten } from './straighten.ts';
import { unusualProfile, withoutInks } from './unusual-profile.ts';

/** What libvips is to be told when the pixels of a file are read. */
export type Limits = Pick<Opening, 'maxPixels' | 'timeoutMs'>;

/**
 * Whether libvips gives other pixels than are shown: it knows of no colours but those of profiles, reads multiplied pixels as
 * straight ones, of an animated PNG the first frame, and of some GIFs what no frame covers as black.
 */
export function isMisread({ colour, isPremultiplied, animation, format }: SourceImage): boolean {
  return colour !== undefined || isPremultiplied || framesToJoin(animation, format) !== undefined;
}

/** An APNG of one frame is read as a still, a GIF not where the frame leaves something uncovered. */
function framesToJoin(animation: Animation | undefined, format: ImageFormat) {
  const least = format === 'gif' ? 1 : 2;
  return (animation?.frames?.length ?? 0) >= least ? animation : undefined;
}

/** Whether what libvips gives has to be converted here. */
export function needsOwnPixels(source: SourceImage): boolean {
  return isMisread(source) || unusualProfile(source) !== undefined;
}

/**
 * The image with its pixels as they are shown, in sRGB or by its profile.
 * @throws ImageError when its colours cannot be converted
 */
export async function shownPixels(source: SourceImage, limits: Limits): Promise<PixelFile> {
  if (!needsOwnPixels(source)) return source;
  const { colour, metadata } = source;
  const animation = framesToJoin(source.animation, source.format);
  if (animation) {
    return await framesOf(animation, (file) =>
      rgbOf({ ...source, bytes: file, isPremultiplied: false }, limits),
    );
  }
  const { data, width, height, channels } = await pixelsOf(source, limits);
  const raw = { width, height, channels };
  const bare = { bytes: data, format: source.format, isComplete: true, raw };
  const hasProfile = metadata.icc !== undefined && !colour && unusualProfile(source) !== 'bare-inks';
  if (!hasProfile && !metadata.exif && !source.isTurned) return bare;
  return await withDescription(bare, { exif: metadata.exif, icc: hasProfile ? metadata.icc : undefined });
}

type Shown<Channels> = { data: Buffer; width: number; height: number; channels: Channels };

/** Straight pixels of eight bits, in sRGB unless a profile says what they mean. */
async function pixelsOf(source: SourceImage, limits: Limits): Promise<Shown<1 | 2 | 3 | 4>> {
  const unusual = source.colour || source.isPremultiplied ? undefined : unusualProfile(source);
  if (!unusual) return await rgbOf(source, limits);
  const space = { 'grey-by-rgb': 'srgb', grey: 'b-w', 'bare-inks': 'cmyk' }[unusual];
  const { data, info } = await openPixels(source, { ...limits, frames: 1, ignoreIcc: true })
    .pipelineColourspace(space)
    .toColourspace(space)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (unusual === 'bare-inks') return { data: withoutInks(data), width, height, channels: 3 };
  return { data, width, height, channels };
}

type RgbFile = PixelFile &
  Pick<SourceImage, 'colour' | 'isPremultiplied' | 'sampleBytes' | 'isDeepRgb' | 'metadata'>;

async function rgbOf(file: RgbFile, limits: Limits): Promise<Shown<3 | 4>> {
  const { colour, isPremultiplied, sampleBytes } = file;
  const isDeep = sampleBytes > 1 && colour !== undefined;
  const ignoreIcc = colour !== undefined || isPremultiplied;
  const opened = openPixels(file, { ...limits, frames: 1, ignoreIcc });
  const { data, info } = await (ignoreIcc ? opened : inSrgb(opened, file))
    .toColourspace(isDeep ? 'rgb16' : 'srgb')
    .raw({ depth: isDeep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const channels = info.channels === 4 ? 4 : 3;
  const samples: Samples = { data: isDeep ? asWords(data) : data, channels };
  if (isPremultiplied) straighten(samples);
  return { data: colour ? converted(samples, colour) : data, width, height, channels };
}

const asWords = ({ buffer, byteOffset, byteLength }: Buffer) =>
  new Uint16Array(buffer, byteOffset, byteLength / 2);

function converted(samples: Samples, colour: Colour): Buffer {
  const bytes = toSrgb(samples, colour);
  if (!bytes) throw new ImageError('unsupported_color', 'The image names primary colours that span none.');
  return bytes;
}

/** As an uncompressed PNG, which holds what pixels alone do not: how they are turned, and what they mean. */
async function withDescription(
  { bytes, raw, ...file }: PixelFile,
  { exif, icc }: { exif: Buffer | undefined; icc: Buffer | undefined },
): Promise<PixelFile> {
  const png = await sharp(bytes, raw ? { raw } : {})
    .toColourspace(raw && raw.channels < 3 ? 'b-w' : 'srgb')
    .png({ compressionLevel: 0, palette: false })
    .toBuffer();
  const chunks = [
    ...(icc ? [chunkOf('iCCP', Buffer.concat([Buffer.from('source\0\0', 'latin1'), deflateSync(icc)]))] : []),
    ...(exif ? [chunkOf('eXIf', withoutName(exif))] : []),
  ];
  return { ...file, format: 'png', bytes: withChunks(png, chunks) };
}

/** libvips gives EXIF with the name that it has in a JPEG. */
function withoutName(exif: Buffer): Buffer {
  return exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
}

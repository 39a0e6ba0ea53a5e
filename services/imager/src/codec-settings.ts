import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { CodecPoolOptions } from './codec-process/codec-pool.ts';
import type { ImagerConfig } from './config.ts';

const ENTRY = fileURLToPath(new URL('codec-process/main.ts', import.meta.url));
const MIB = 1024 * 1024;

/** More than most images take, so that few have to ask. */
const USUAL_BYTES = 64 * MIB;

/** What a process keeps after an image: 100 MiB from the beginning on, more after a large one. */
const MAX_IDLE_BYTES = 192 * MIB;

/**
 * With each of thousands of images a process keeps a little more, which it never gives back: 10 to 40 MiB after 2,500. A
 * start takes a quarter of a second of processor time, a hundredth of that of so many images.
 */
const MAX_IMAGES = 2000;

/** The codec is to give up by itself, with a reason that is final, before its process is ended. */
const CODEC_SHARE_OF_TIME = 0.8;

/** What a process itself holds, and its part of what images, downloads and the imager take. */
const BYTES_FOR_A_PROCESS = 640 * MIB;

/**
 * Images decoded at once, each in a process: by default one for each core, but no more than the memory of the container
 * bears. Beyond it the system would end one after another, and good images would fail as crashed.
 */
export function processesOf(
  { ENCODE_CONCURRENCY }: Pick<ImagerConfig, 'ENCODE_CONCURRENCY'>,
  memoryLimit = process.constrainedMemory(),
): number {
  const borne = memoryLimit > 0 ? Math.max(1, Math.floor(memoryLimit / BYTES_FOR_A_PROCESS)) : Infinity;
  return ENCODE_CONCURRENCY || Math.min(availableParallelism(), borne);
}

/** The memory for decoding that is shared by the images that need more than the processes may take without asking. */
export function sharedDecodingBytes(config: ImagerConfig): number {
  return config.MAX_DECODED_BYTES_IN_FLIGHT - processesOf(config) * allotmentOf(config);
}

/** At most half of the memory is given away without asking. */
function allotmentOf(config: ImagerConfig): number {
  return Math.min(USUAL_BYTES, config.MAX_DECODED_BYTES_IN_FLIGHT / 2 / processesOf(config));
}

/** The codec processes, as configured. */
export function codecSettings(config: ImagerConfig): Omit<CodecPoolOptions, 'logger'> {
  return {
    entry: ENTRY,
    processes: processesOf(config),
    limits: {
      formats: config.INPUT_FORMATS,
      maxPixels: config.MAX_MEGAPIXELS * 1e6,
      maxAnimationPixels: config.MAX_ANIMATION_MEGAPIXELS * 1e6,
      timeoutMs: CODEC_SHARE_OF_TIME * config.ENCODE_TIMEOUT_MS,
    },
    allotment: allotmentOf(config),
    timeoutMs: config.ENCODE_TIMEOUT_MS,
    maxMemoryBytes: config.CODEC_MAX_BYTES,
    niceness: config.CODEC_NICENESS,
    maxIdleBytes: MAX_IDLE_BYTES,
    maxImages: MAX_IMAGES,
  };
}

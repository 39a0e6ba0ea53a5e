import { hash } from 'node:crypto';
import type { EventData } from '@halftone/contracts';
import type { Delivery, ImageEnds } from '@halftone/messaging';
import { type Attributes, inSpan } from '@halftone/telemetry';
import type { CompressedImage, ReserveMemory } from './codec/compress.ts';
import type { Allowance, Share } from './download/allowance.ts';
import type { BorrowedBuffers, BufferPool } from './download/buffer-pool.ts';
import type { Provenance } from './download/provenance.ts';
import type { OutputFormat } from './formats/formats.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { ImageStore } from './store/image-store.ts';

type Requested = EventData<'image.requested'>;

export type Stage = 'downloadMs' | 'encodeMs' | 'storeMs';

/** The stages of the work, and what limits them. */
export type ProduceParts = {
  download(url: string, options: DownloadOptions): Promise<DownloadedFile>;
  compress(bytes: Buffer, recipe: Requested['recipe'], reserve: ReserveMemory): Promise<CompressedImage>;
  store: Pick<ImageStore, 'put'>;
  imageEnds: Pick<ImageEnds, 'hasEnded'>;
  /** Images encoded at once. */
  cores: Allowance;
  /** Bytes of downloaded files held at once. */
  memory: Allowance;
  /** Where downloaded files go. */
  buffers: BufferPool;
  /** Bytes that the images being decoded and encoded take at once. */
  decoding: Allowance;
};

export type DownloadedFile = { bytes: Buffer; provenance?: Provenance };

export type DownloadOptions = {
  urgent: boolean;
  signal: AbortSignal;
  reserve: (bytes: number) => Promise<unknown>;
  allocate: (bytes: number) => Buffer;
};

type Waiting = { urgent: boolean; signal: AbortSignal };

const FILES: Readonly<Record<OutputFormat, { extension: string; contentType: string }>> = {
  jpeg: { extension: 'jpg', contentType: 'image/jpeg' },
  png: { extension: 'png', contentType: 'image/png' },
  webp: { extension: 'webp', contentType: 'image/webp' },
  avif: { extension: 'avif', contentType: 'image/avif' },
  gif: { extension: 'gif', contentType: 'image/gif' },
};

/**
 * Downloads, compresses and stores an image. The source's share of the memory is held until its output is stored.
 * @returns null when another delivery has ended it meanwhile: its output is published, and must not be overwritten
 * @throws OutboundError or ImageError when it is the image's or its server's fault; the signal's reason when aborted
 */
export async function produce(
  parts: ProduceParts,
  { event: { data }, attempt, signal }: Delivery<'image.requested'>,
  stopwatch: Stopwatch<Stage>,
): Promise<EventData<'image.compressed'> | null> {
  const { requestId, imageId, url, recipe, lane } = data;
  const waiting = { urgent: lane === 'express', signal };
  using held = new DisposableStack();
  const buffers = parts.buffers.borrow();

  const { bytes, provenance } = await stage(
    stopwatch,
    'downloadMs',
    () => downloadWithin(parts, url, { held, buffers, waiting }),
    // The address as a whole can hold a key.
    { 'server.address': URL.parse(url)?.hostname },
  );
  const image = await encodeInTurn(parts, bytes, recipe, stopwatch, waiting);
  if (await parts.imageEnds.hasEnded(data, { signal })) return null;
  const output = await stage(stopwatch, 'storeMs', () => storeOutput(parts, data, image, signal));

  const source = { bytes: bytes.length, ...image.source, sha256: hash('sha256', bytes), ...provenance };
  buffers.giveBack();
  return {
    requestId,
    imageId,
    source,
    output,
    quality: image.output.quality,
    keptOriginal: image.output.keptOriginal,
    ...(image.output.codec && { codec: image.output.codec }),
    timings: stopwatch.read(),
    attempts: attempt,
  };
}

const SPANS: Readonly<Record<Stage, string>> = {
  downloadMs: 'download',
  encodeMs: 'encode',
  storeMs: 'store',
};

/** A stage of the work, timed, and a span of its own in a trace. */
const stage = <T>(
  stopwatch: Stopwatch<Stage>,
  name: Stage,
  work: () => Promise<T>,
  attributes: Attributes = {},
) => stopwatch.time(name, () => inSpan(SPANS[name], { attributes }, work));

/** @param held takes the shares of the memory that the file needs */
async function downloadWithin(
  { memory, download }: ProduceParts,
  url: string,
  { held, buffers, waiting }: { held: DisposableStack; buffers: BorrowedBuffers; waiting: Waiting },
): Promise<DownloadedFile> {
  const shares: Share[] = [];
  const reserve = async (expected: number) => shares.push(held.use(await memory.take(expected, waiting)));
  const file = await download(url, { ...waiting, reserve, allocate: buffers.allocate });
  buffers.keepOnly(file.bytes);
  for (const share of shares) share.shrinkTo(file.bytes.buffer.byteLength);
  return file;
}

async function encodeInTurn(
  { cores, decoding, compress }: ProduceParts,
  bytes: Buffer,
  recipe: Requested['recipe'],
  stopwatch: Stopwatch<Stage>,
  waiting: Waiting,
): Promise<CompressedImage> {
  using _core = await cores.take(1, waiting);
  using held = new DisposableStack();
  const reserve = async (expected: number) => held.use(await decoding.take(expected, waiting));
  return await stage(stopwatch, 'encodeMs', () => compress(bytes, recipe, reserve));
}

async function storeOutput(
  { store }: ProduceParts,
  { requestId, imageId }: Requested,
  { output: { bytes, format, width, height } }: CompressedImage,
  signal: AbortSignal,
): Promise<EventData<'image.compressed'>['output']> {
  const { extension, contentType } = FILES[format];
  const key = `${requestId}/${imageId}.${extension}`;
  const sha256 = hash('sha256', bytes);
  const url = await store.put({ key, bytes, contentType, sha256 }, signal);
  return { key, url, bytes: bytes.length, contentType, width, height, sha256 };
}

import { hash } from 'node:crypto';
import type { EventData } from '@halftone/contracts';
import type { Delivery, ImageEnds } from '@halftone/messaging';
import { type FileFacts, type Known, OutboundError } from '@halftone/outbound';
import type { CompressedImage, CompressionOrder } from './codec/compress.ts';
import type { CodecPool } from './codec-process/codec-pool.ts';
import type { Allowance, Share } from './download/allowance.ts';
import type { BorrowedBuffers, BufferPool } from './download/buffer-pool.ts';
import type { Provenance } from './download/provenance.ts';
import type { OutputFormat } from './formats/formats.ts';
import { withSource } from './formats/image-error.ts';
import { CODEC_VERSION } from './reuse/codec-version.ts';
import type { Entry } from './reuse/entry.ts';
import type { Reuse, Search } from './reuse/reuse.ts';
import { confirms, isTrusted, knownOf } from './reuse/validators.ts';
import { type Stage, stage } from './stage.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { ImageStore } from './store/image-store.ts';
import { type Grounds, type Job, takeOver } from './take-over.ts';

type Requested = EventData<'image.requested'>;

/** The stages of the work, and what limits them. */
export type ProduceParts = {
  /** @param known of a file that is not to be sent if it has not changed */
  download(url: string, options: DownloadOptions, known?: Known): Promise<DownloadedFile | UnchangedFile>;
  compress: CodecPool['compress'];
  store: Pick<ImageStore, 'put' | 'copy'>;
  reuse: Reuse;
  /** A clock in milliseconds. */
  now: () => number;
  imageEnds: Pick<ImageEnds, 'hasEnded'>;
  /** Images encoded at once. */
  cores: Allowance;
  /** Bytes of downloaded files held at once. */
  memory: Allowance;
  /** Where downloaded files and outputs go. */
  buffers: BufferPool;
  /** Bytes that the images being decoded and encoded take at once. */
  decoding: Allowance;
};

export type DownloadedFile = { bytes: Buffer; provenance?: Provenance };
/** Its server says that it is the file that is known. */
export type UnchangedFile = { bytes: null; facts: FileFacts };

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

/** What one image needs on its way. */
type Way = Job & { search: Search | null; held: DisposableStack; buffers: BorrowedBuffers; waiting: Waiting };

type Compressed = EventData<'image.compressed'>;

/**
 * Downloads, compresses and stores an image, or reuses the output of an earlier one with the same source. The source's share
 * of the memory is held until its output is stored.
 * @returns null when another delivery has ended it meanwhile: its output is published, and must not be overwritten
 * @throws OutboundError or ImageError when it is the image's or its server's fault; the signal's reason when aborted
 */
export async function produce(
  parts: ProduceParts,
  delivery: Delivery<'image.requested'>,
  stopwatch: Stopwatch<Stage>,
): Promise<Compressed | null> {
  const { event, signal } = delivery;
  const search = await parts.reuse.searchFor(event.data, signal);
  using held = new DisposableStack();
  const buffers = parts.buffers.borrow();
  const waiting = { urgent: event.data.lane === 'express', signal };
  const way = { delivery, stopwatch, search, held, buffers, waiting };
  const earlier = (await search?.byAddress()) ?? null;

  const image = (await reuseUnasked(parts, way, earlier)) ?? (await fetchAndMake(parts, way, earlier));
  buffers.giveBack();
  if (image === 'ended') return null;
  search?.made(image);
  return image;
}

/** Nothing when the recipe does not trust what is known, or the output is gone. */
async function reuseUnasked(
  parts: ProduceParts,
  way: Way,
  earlier: Entry | null,
): Promise<Compressed | 'ended' | undefined> {
  const { recipe } = way.delivery.event.data;
  if (!earlier || !isTrusted(recipe, earlier, parts.now())) return undefined;
  return reuseOutput(parts, way, earlier, { by: 'trusted' });
}

async function reuseOutput(
  parts: ProduceParts,
  way: Way,
  earlier: Entry,
  grounds: Grounds,
): Promise<Compressed | 'ended' | undefined> {
  const taken = await takeOver(parts, way, earlier, grounds);
  if (taken.image) return taken.image;
  return taken.because === 'ended' ? 'ended' : undefined;
}

async function fetchAndMake(
  parts: ProduceParts,
  way: Way,
  earlier: Entry | null,
): Promise<Compressed | 'ended'> {
  const { url } = way.delivery.event.data;
  // What failed before is asked for without a condition, which some servers cannot take.
  const known = earlier && way.delivery.attempt === 1 ? knownOf(url, earlier) : undefined;
  const fetchFile = (condition?: Known) =>
    stage(
      way.stopwatch,
      'downloadMs',
      () => downloadWithin(parts, url, way, condition),
      // The address as a whole can hold a key.
      { 'server.address': URL.parse(url)?.hostname },
    );

  const answer = await fetchFile(known).catch((error) => {
    if (known && refusesConditions(error)) return fetchFile();
    throw error;
  });
  if (answer.bytes) return make(parts, way, answer);
  const image =
    earlier && confirms(answer.facts, earlier)
      ? await reuseOutput(parts, way, earlier, { by: 'not-modified' })
      : undefined;
  if (image) return image;
  const file = await fetchFile();
  if (!file.bytes) throw new Error('a file that was asked for without a condition cannot be unchanged');
  return make(parts, way, file);
}

/** Whether a refusal may be about the condition alone: some firewalls and servers answer one with 400, 403 or 412. */
const refusesConditions = (error: unknown) =>
  error instanceof OutboundError &&
  (error.code === 'access_denied' || error.code === 'unexpected_status') &&
  !error.retryable;

/** From the bytes of the source to the output: an earlier one of the same bytes, or one that is made. */
async function make(
  parts: ProduceParts,
  way: Way,
  { bytes, provenance }: DownloadedFile,
): Promise<Compressed | 'ended'> {
  const { delivery, stopwatch, search, held, waiting } = way;
  const { data } = delivery.event;
  const sha256 = hash('sha256', bytes);
  if (search) {
    const turn = held.use(await search.turn(sha256));
    const same = await search.byBytes(sha256);
    if (same) {
      // Copies of one output need not wait for each other.
      turn[Symbol.dispose]();
      const image = await reuseOutput(parts, way, same, { by: 'same-bytes', provenance });
      if (image) return image;
    }
  }
  const made = await encodeInTurn(
    parts,
    bytes,
    { ...data.recipe, forChannels: data.forChannels ?? false },
    way,
  ).catch((error: unknown) => {
    throw withSource(error, { bytes: bytes.length, sha256 });
  });
  if (await parts.imageEnds.hasEnded(data, waiting)) return 'ended';
  const output = await stage(stopwatch, 'storeMs', () => storeOutput(parts, data, made, waiting.signal));
  return {
    requestId: data.requestId,
    imageId: data.imageId,
    source: { bytes: bytes.length, ...made.source, sha256, ...provenance },
    output,
    quality: made.output.quality,
    keptOriginal: made.output.keptOriginal,
    ...(made.output.codec && { codec: made.output.codec }),
    ...(made.output.distance && { distance: made.output.distance }),
    codecVersion: CODEC_VERSION,
    timings: stopwatch.read(),
    attempts: delivery.attempt,
  };
}

/** @param held takes the shares of the memory that the file needs */
async function downloadWithin(
  { memory, download }: ProduceParts,
  url: string,
  { held, buffers, waiting }: Pick<Way, 'held' | 'buffers' | 'waiting'>,
  known: Known | undefined,
): Promise<DownloadedFile | UnchangedFile> {
  const shares: Share[] = [];
  const reserve = async (expected: number) => shares.push(held.use(await memory.take(expected, waiting)));
  const file = await download(url, { ...waiting, reserve, allocate: buffers.allocate }, known);
  if (!file.bytes) return file;
  buffers.keepOnly(file.bytes);
  for (const share of shares) share.shrinkTo(file.bytes.buffer.byteLength);
  return file;
}

async function encodeInTurn(
  { cores, decoding, compress }: ProduceParts,
  bytes: Buffer,
  recipe: CompressionOrder,
  { stopwatch, buffers, waiting }: Pick<Way, 'stopwatch' | 'buffers' | 'waiting'>,
): Promise<CompressedImage> {
  using _core = await cores.take(1, waiting);
  using held = new DisposableStack();
  const reserve = async (expected: number) => held.use(await decoding.take(expected, waiting));
  return await stage(stopwatch, 'encodeMs', () => compress(bytes, recipe, reserve, buffers.allocate));
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
  const stored = await store.put({ key, bytes, contentType, sha256 }, signal);
  return { key, ...stored, bytes: bytes.length, contentType, width, height, sha256 };
}

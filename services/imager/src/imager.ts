import { type Lane, PROBE_LIMITS } from '@halftone/contracts';
import {
  type Consumption,
  createImageEnds,
  createRequestEnds,
  type EventLog,
  publishWithRetries,
  type RequestEnds,
} from '@halftone/messaging';
import type { Known, Outbound } from '@halftone/outbound';
import type { Logger } from '@halftone/runtime';
import { type CodecPool, type CodecPoolOptions, createCodecPool } from './codec-process/codec-pool.ts';
import { codecSettings, processesOf, sharedDecodingBytes } from './codec-settings.ts';
import { compressImage } from './compress-image.ts';
import type { ImagerConfig } from './config.ts';
import { createDepartures } from './departures.ts';
import { acceptFor } from './download/accept.ts';
import { createAllowance } from './download/allowance.ts';
import { createBufferPool } from './download/buffer-pool.ts';
import { directLink } from './download/direct-link.ts';
import { provenanceOf } from './download/provenance.ts';
import { metrics } from './metrics.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { answerProbe } from './preflight/answer-probe.ts';
import { probeImage } from './preflight/probe-image.ts';
import type { DownloadedFile, DownloadOptions, UnchangedFile } from './produce.ts';
import { openReuse } from './reuse/open-reuse.ts';
import type { Reuse } from './reuse/reuse.ts';
import { deleteOutputs, type ForgetOutputs } from './store/delete-outputs.ts';
import type { ImageStore } from './store/image-store.ts';

export type ImagerParts = {
  config: ImagerConfig;
  log: Pick<EventLog, 'consume' | 'publish' | 'lastEvent' | 'imageEnds' | 'imageProbes' | 'openReuseIndex'>;
  outbound: Pick<Outbound, 'download' | 'downloadIfChanged' | 'probe'>;
  store: ImageStore;
  logger: Logger;
  /** How the codec processes are started, where it is not as configured: the tests have one with faults. */
  codec?: Partial<CodecPoolOptions>;
};

/** Images in flight for each place to download, so that those that wait for a slow server leave others to choose from. */
const IN_HAND_PER_DOWNLOAD = 2;

/** Requests whose outputs are removed at once. */
const DELETIONS_IN_HAND = 4;

/**
 * Starts consuming both lanes, which share the cores and the memory, of which express is served first, and the deletions
 * of requests.
 */
export async function startImager(parts: ImagerParts): Promise<Consumption> {
  const { config, log, logger, codec } = parts;
  await using starting = new AsyncDisposableStack();
  const codecs = starting.use(await createCodecPool({ ...codecSettings(config), ...codec, logger }));
  const requestEnds = createRequestEnds(parts);
  const reusing = starting.use(await openReuse({ ...parts, requestEnds }));
  const handle = handlerOf(parts, { codecs, requestEnds, reuse: reusing.reuse });
  const consumeLane = (lane: Lane) =>
    log.consume(
      {
        durable: `imager-${lane}`,
        event: 'image.requested',
        lane,
        inFlight: IN_HAND_PER_DOWNLOAD * config.DOWNLOAD_CONCURRENCY,
        ackWaitMs: config.ACK_WAIT_MS,
      },
      handle,
    );

  const express = starting.use(await consumeLane('express'));
  const bulk = starting.use(await consumeLane('bulk'));
  const deletions = starting.use(await consumeDeletions(parts, reusing.forget));
  starting.use(log.imageProbes.answer(looking(parts)));
  const started = starting.move();
  const consumptions = [express, bulk, deletions, reusing.filling];
  return {
    closed: Promise.race(consumptions.map(({ closed }) => closed)),
    check: async () => void (await Promise.all(consumptions.map(({ check }) => check()))),
    async [Symbol.asyncDispose]() {
      // All stop taking images before the first is waited for.
      await Promise.all(consumptions.map((consumption) => consumption[Symbol.asyncDispose]()));
      await started.disposeAsync();
    },
  };
}

/** Looks at once: a quarter of the downloads, as many as are kept for the express lane. */
const PROBES_PER_DOWNLOAD = 1 / 4;

/** What answers the gateway when it asks how images would fare. */
function looking({ config, outbound, logger }: ImagerParts) {
  const { DOWNLOAD_CONCURRENCY: downloads, ORIGIN_CONCURRENCY: downloadsPerOrigin } = config;
  const look = probeImage(outbound.probe, {
    formats: config.INPUT_FORMATS,
    maxBytes: config.MAX_IMAGE_BYTES,
    maxPixels: config.MAX_MEGAPIXELS * 1e6,
    bytesEach: PROBE_LIMITS.bytesEach,
    headerTimeoutMs: config.DOWNLOAD_HEADER_TIMEOUT_MS,
    idleTimeoutMs: config.DOWNLOAD_IDLE_TIMEOUT_MS,
    maxRedirects: config.DOWNLOAD_MAX_REDIRECTS,
  });
  return answerProbe({
    look,
    places: createAllowance(Math.max(1, Math.floor(downloads * PROBES_PER_DOWNLOAD))),
    imager: { downloads, downloadsPerOrigin, encodings: processesOf(config) },
    logger,
  });
}

function consumeDeletions(
  { config, log, store, logger }: ImagerParts,
  forget: ForgetOutputs,
): Promise<Consumption> {
  const { ACK_WAIT_MS: ackWaitMs } = config;
  return log.consume(
    { durable: 'imager-deletions', event: 'request.deleted', inFlight: DELETIONS_IN_HAND, ackWaitMs },
    deleteOutputs({ store, forget, logger, longestWorkMs: longestWorkMs(config) }),
  );
}

/** Besides the download and the encoding: waiting for memory and a core, and storing. */
const OTHER_WORK_MS = 120_000;

const longestWorkMs = ({ DOWNLOAD_TOTAL_TIMEOUT_MS, ENCODE_TIMEOUT_MS }: ImagerConfig) =>
  DOWNLOAD_TOTAL_TIMEOUT_MS + ENCODE_TIMEOUT_MS + OTHER_WORK_MS;

type HandlerParts = { codecs: CodecPool; requestEnds: RequestEnds; reuse: Reuse };

function handlerOf(
  { config, log, outbound, store, logger }: ImagerParts,
  { codecs, requestEnds, reuse }: HandlerParts,
) {
  const allowances = allowancesOf(config);
  return compressImage({
    download: (url, options, known) =>
      downloadFrom(outbound, url, { ...downloadLimits(config), ...options }, known),
    compress: codecs.compress,
    store,
    reuse,
    now: Date.now,
    requestEnds,
    imageEnds: createImageEnds({ log, logger }),
    inHand: createOneAtATime(),
    departure: createDepartures(OUTCOMES),
    publish: publishWithRetries(log.publish, logger),
    ...allowances,
    buffers: createBufferPool(),
    logger,
    retryBaseMs: config.DOWNLOAD_RETRY_BASE_MS,
    random: Math.random,
  });
}

/** For those of the bulk lane, a fiftieth of a second in a request of at least seconds. */
const OUTCOMES = { everyMs: 20, atMost: 16 };

/** What limits the work, and can be seen in the metrics. */
function allowancesOf(config: ImagerConfig) {
  const limits = {
    cores: processesOf(config),
    memory: config.MAX_BYTES_IN_FLIGHT,
    decoding: sharedDecodingBytes(config),
  };
  const cores = createAllowance(limits.cores);
  const memory = createAllowance(limits.memory);
  const decoding = createAllowance(limits.decoding);
  metrics.coresInUse.readWith(() => [[{}, cores.inUse()]]);
  metrics.coresLimit.set({}, limits.cores);
  metrics.memoryInUse.readWith(() => [
    [{ purpose: 'downloads' }, memory.inUse()],
    [{ purpose: 'decoding' }, decoding.inUse()],
  ]);
  metrics.memoryLimit.set({ purpose: 'downloads' }, limits.memory);
  metrics.memoryLimit.set({ purpose: 'decoding' }, limits.decoding);
  return { cores, memory, decoding };
}

/** The shop's own file, and what identifies it. */
async function downloadFrom(
  outbound: ImagerParts['outbound'],
  url: string,
  options: DownloadOptions & ReturnType<typeof downloadLimits>,
  known?: Known,
): Promise<DownloadedFile | UnchangedFile> {
  const link = directLink(url);
  const accept = (hop: URL) => acceptFor([new URL(link), hop]);
  const { bytes, ...facts } = known
    ? await outbound.downloadIfChanged(link, { ...options, accept }, known)
    : await outbound.download(link, { ...options, accept });
  return bytes ? { bytes, provenance: provenanceOf(url, facts) } : { bytes, facts };
}

function downloadLimits(config: ImagerConfig) {
  return {
    maxBytes: config.MAX_IMAGE_BYTES,
    headerTimeoutMs: config.DOWNLOAD_HEADER_TIMEOUT_MS,
    idleTimeoutMs: config.DOWNLOAD_IDLE_TIMEOUT_MS,
    totalTimeoutMs: config.DOWNLOAD_TOTAL_TIMEOUT_MS,
    maxRedirects: config.DOWNLOAD_MAX_REDIRECTS,
  };
}

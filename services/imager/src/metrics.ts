import { FAILURE_REASONS, type FailureCode, LANES } from '@halftone/contracts';
import { instrumentsOf, type MetricTable } from '@halftone/telemetry';
import { IMAGE_FORMATS } from './formats/formats.ts';

const FAILURE_CODES = Object.keys(FAILURE_REASONS) as FailureCode[];

/** Why a codec process was replaced by a new one. */
export const REPLACEMENT_REASONS = [
  'crashed',
  'timeout',
  'invalid_answer',
  'not_started',
  'grown',
  'aged',
  'ended_idle',
  'interrupted',
] as const;
export type ReplacementReason = (typeof REPLACEMENT_REASONS)[number];

export const IMAGER_METRICS = {
  images: {
    type: 'counter',
    name: 'halftone_images_total',
    help: 'Images that have ended, by outcome, lane and format of the source, which is `unknown` for those that failed.',
    labels: {
      outcome: ['compressed', 'kept_original', 'failed'],
      lane: LANES,
      format: [...IMAGE_FORMATS, 'unknown'],
    },
    fromZero: true,
  },
  failures: {
    type: 'counter',
    name: 'halftone_image_failures_total',
    help: 'Images that were given up, by reason and lane.',
    labels: { reason: FAILURE_CODES, lane: LANES },
    fromZero: true,
  },
  retries: {
    type: 'counter',
    name: 'halftone_image_retries_total',
    help: 'Attempts at images that failed for a reason that may pass, by reason and lane.',
    labels: { reason: FAILURE_CODES, lane: LANES },
  },
  reused: {
    type: 'counter',
    name: 'halftone_images_reused_total',
    help: 'Images whose output is a copy of an earlier one, by why it could be and by lane; `halftone_images_total` counts them too.',
    labels: { by: ['not-modified', 'same-bytes', 'trusted'], lane: LANES },
    fromZero: true,
  },
  sourceBytes: {
    type: 'counter',
    name: 'halftone_image_source_bytes_total',
    help: 'Bytes of the sources of the images that were stored.',
    fromZero: true,
  },
  outputBytes: {
    type: 'counter',
    name: 'halftone_image_output_bytes_total',
    help: 'Bytes of the outputs that were stored.',
    fromZero: true,
  },
  stages: {
    type: 'histogram',
    name: 'halftone_image_stage_duration_seconds',
    help: 'How long an image took to download, to decode and encode, and to store, with the waiting for memory but not that for a core.',
    labels: { stage: ['download', 'encode', 'store'] },
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60, 120],
  },
  inHand: {
    type: 'gauge',
    name: 'halftone_images_in_hand',
    help: 'Images that are being worked on, or wait for memory or a core.',
    labels: { lane: LANES },
  },
  coresInUse: {
    type: 'gauge',
    name: 'halftone_imager_cores_in_use',
    help: 'Images that are being decoded or encoded.',
  },
  coresLimit: {
    type: 'gauge',
    name: 'halftone_imager_cores_limit',
    help: 'How many images are decoded at once at most: the codec processes.',
  },
  memoryInUse: {
    type: 'gauge',
    name: 'halftone_imager_memory_in_use_bytes',
    help: 'Memory that is given out: to downloaded files, and to decoded images beyond what each may take without asking.',
    labels: { purpose: ['downloads', 'decoding'] },
  },
  memoryLimit: {
    type: 'gauge',
    name: 'halftone_imager_memory_limit_bytes',
    help: 'Memory that may be given out.',
    labels: { purpose: ['downloads', 'decoding'] },
  },
  codecProcesses: {
    type: 'gauge',
    name: 'halftone_codec_processes',
    help: 'Processes that decode images, by whether they have one.',
    labels: { state: ['busy', 'idle'] },
  },
  codecReplacements: {
    type: 'counter',
    name: 'halftone_codec_process_replacements_total',
    help: 'Codec processes that were replaced: those that ended with an image (`crashed`), took too long, answered nonsense, did not start, had grown too large (`grown`), had done so many images that they hold more than they began with (`aged`) or ended without an image, and those whose image was interrupted.',
    labels: { reason: REPLACEMENT_REASONS },
    fromZero: true,
  },
  storeFailures: {
    type: 'counter',
    name: 'halftone_store_failures_total',
    help: 'Requests to the object store that failed; they are repeated.',
    labels: { operation: ['put', 'copy', 'remove'] },
    fromZero: true,
  },
} as const satisfies MetricTable;

export const metrics = instrumentsOf(IMAGER_METRICS);

import { MAX_EVENT_BYTES } from '@halftone/contracts';

export type CatalogueLimits = { maxRows: number; maxUrlsPerRow: number; maxRowBytes: number };

/** What an event carries beside the row: the envelope and the request's id. */
const ENVELOPE_BYTES = 4096;

export const DEFAULT_LIMITS: CatalogueLimits = {
  maxRows: 2_000_000,
  maxUrlsPerRow: 200,
  // A row travels as one event, so a row that would not fit one is refused.
  maxRowBytes: MAX_EVENT_BYTES - ENVELOPE_BYTES,
};

/** The filters of the list of requests, as the API takes them. */
export const FILTERS = {
  all: {},
  running: { status: 'processing' },
  succeeded: { outcome: 'succeeded' },
  partial: { outcome: 'partial' },
  failed: { outcome: 'failed' },
  cancelled: { status: 'cancelled' },
} as const;
export type Filter = keyof typeof FILTERS;

export const FILTER_NAMES: readonly Filter[] = [
  'all',
  'running',
  'succeeded',
  'partial',
  'failed',
  'cancelled',
];

import { instrumentsOf, type MetricTable } from '@halftone/telemetry';

export const INGEST_METRICS = {
  products: {
    type: 'counter',
    name: 'halftone_products_listed_total',
    help: 'Products of the requests that were listed to their end.',
    fromZero: true,
  },
  images: {
    type: 'counter',
    name: 'halftone_images_listed_total',
    help: 'Unique images of these requests.',
    fromZero: true,
  },
  rejectedRows: {
    type: 'counter',
    name: 'halftone_rows_rejected_total',
    help: 'Bad rows of these requests, which were skipped.',
    fromZero: true,
  },
  duration: {
    type: 'histogram',
    name: 'halftone_listing_duration_seconds',
    help: 'How long it took to list a request.',
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900],
  },
} as const satisfies MetricTable;

export const metrics = instrumentsOf(INGEST_METRICS);

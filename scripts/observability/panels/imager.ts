import { quantileBy, type Row, rateBy } from './panel.ts';

export const IMAGER_PANELS: readonly Row[] = [
  {
    title: 'Images',
    panels: [
      {
        title: 'Images by format',
        unit: 'ops',
        queries: [
          { expr: rateBy('format', 'halftone_images_total{outcome!="failed"}'), legend: '{{format}}' },
        ],
      },
      {
        title: 'Images by lane',
        unit: 'ops',
        queries: [{ expr: rateBy('lane', 'halftone_images_total'), legend: '{{lane}}' }],
      },
      {
        title: 'Output for each byte of the source',
        unit: 'percentunit',
        queries: [
          {
            expr: ({ minutes }) =>
              `sum(rate(halftone_image_output_bytes_total[${minutes(5)}])) / sum(rate(halftone_image_source_bytes_total[${minutes(5)}]))`,
            legend: 'output / source',
          },
        ],
      },
      {
        title: 'Time of a stage, median',
        unit: 's',
        queries: [
          { expr: quantileBy(0.5, 'stage', 'halftone_image_stage_duration_seconds'), legend: '{{stage}}' },
        ],
      },
      {
        title: 'Time of a stage, 95 %',
        unit: 's',
        queries: [
          { expr: quantileBy(0.95, 'stage', 'halftone_image_stage_duration_seconds'), legend: '{{stage}}' },
        ],
      },
      {
        title: 'Attempts that will be repeated, by reason',
        unit: 'ops',
        queries: [{ expr: rateBy('reason', 'halftone_image_retries_total'), legend: '{{reason}}' }],
      },
    ],
  },
  {
    title: 'What limits it',
    panels: [
      {
        title: 'Images in hand',
        unit: 'short',
        queries: [{ expr: () => 'sum by (lane) (halftone_images_in_hand)', legend: '{{lane}}' }],
      },
      {
        title: 'Cores in use',
        unit: 'short',
        queries: [
          { expr: () => 'sum(halftone_imager_cores_in_use)', legend: 'in use' },
          { expr: () => 'sum(halftone_imager_cores_limit)', legend: 'there are' },
        ],
      },
      {
        title: 'Memory given out',
        unit: 'bytes',
        queries: [
          { expr: () => 'sum by (purpose) (halftone_imager_memory_in_use_bytes)', legend: '{{purpose}}' },
          {
            expr: () => 'sum by (purpose) (halftone_imager_memory_limit_bytes)',
            legend: '{{purpose}}, limit',
          },
        ],
      },
      {
        title: 'Codec processes',
        unit: 'short',
        queries: [{ expr: () => 'sum by (state) (halftone_codec_processes)', legend: '{{state}}' }],
      },
      {
        title: 'Codec processes replaced, by reason',
        unit: 'ops',
        queries: [
          { expr: rateBy('reason', 'halftone_codec_process_replacements_total'), legend: '{{reason}}' },
        ],
      },
      {
        title: 'Requests to the object store that failed',
        unit: 'ops',
        queries: [{ expr: rateBy('operation', 'halftone_store_failures_total'), legend: '{{operation}}' }],
      },
    ],
  },
];

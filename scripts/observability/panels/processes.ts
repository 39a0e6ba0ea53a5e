import { type Row, rateBy } from './panel.ts';

export const PROCESS_PANELS: readonly Row[] = [
  {
    title: 'Instances',
    panels: [
      {
        title: 'Instances that answer',
        unit: 'short',
        queries: [{ expr: () => 'sum by (job) (up)', legend: '{{job}}' }],
      },
      {
        title: 'What they need can be used',
        unit: 'short',
        max: 1,
        queries: [
          {
            expr: () => 'min by (job, dependency) (halftone_dependency_up)',
            legend: '{{job}}: {{dependency}}',
          },
        ],
      },
      {
        title: 'Age of the youngest instance',
        unit: 's',
        queries: [{ expr: () => 'time() - max by (job) (process_start_time_seconds)', legend: '{{job}}' }],
      },
    ],
  },
  {
    title: 'What they take',
    panels: [
      {
        title: 'Cores',
        about: 'Of the imager without its codec processes.',
        unit: 'short',
        queries: [{ expr: rateBy('job', 'process_cpu_seconds_total'), legend: '{{job}}' }],
      },
      {
        title: 'Memory',
        about: 'Of the imager without its codec processes.',
        unit: 'bytes',
        queries: [{ expr: () => 'max by (job) (process_resident_memory_bytes)', legend: '{{job}}' }],
      },
      {
        title: 'Delay of the event loop, 99 %',
        unit: 's',
        queries: [{ expr: () => 'max by (job) (nodejs_eventloop_lag_p99_seconds)', legend: '{{job}}' }],
      },
      {
        title: 'Time in garbage collection',
        unit: 'percentunit',
        queries: [{ expr: rateBy('job', 'nodejs_gc_duration_seconds_sum'), legend: '{{job}}' }],
      },
      {
        title: 'Heap in use',
        unit: 'bytes',
        queries: [{ expr: () => 'max by (job) (nodejs_heap_size_used_bytes)', legend: '{{job}}' }],
      },
    ],
  },
];

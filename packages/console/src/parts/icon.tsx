/** Drawn on 20 by 20, as strokes. */
const PATHS = {
  upload: 'M10 13V4m0 0L6.5 7.5M10 4l3.5 3.5M4 13v2.5A1.5 1.5 0 0 0 5.5 17h9a1.5 1.5 0 0 0 1.5-1.5V13',
  download: 'M10 4v9m0 0 3.5-3.5M10 13 6.5 9.5M4 14v1.5A1.5 1.5 0 0 0 5.5 17h9a1.5 1.5 0 0 0 1.5-1.5V14',
  list: 'M4 6h12M4 10h12M4 14h12',
  hook: 'M13 7a3 3 0 1 0-4.6 2.5L6 14m1 .5a2 2 0 1 1-2-2m6.5-4 2.4 4.2A2.6 2.6 0 1 1 13 15.5H8',
  pulse: 'M3 10h3l2-5 4 10 2-5h3',
  plus: 'M10 4v12M4 10h12',
  search: 'M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10Zm3.8-1.2L17 17',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  cross: 'm5 5 10 10M15 5 5 15',
  alert: 'M10 7v4m0 2.5v.01M10 3 2.5 16.5h15L10 3Z',
  info: 'M10 9v5m0-7.5v.01M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15Z',
  left: 'M12 4 6 10l6 6',
  right: 'm8 4 6 6-6 6',
  down: 'm5 8 5 5 5-5',
  sides: 'M7.5 6 3.5 10l4 4m5-8 4 4-4 4',
  retry: 'M4 10a6 6 0 1 1 1.8 4.3M4 10V6m0 4h4',
  stop: 'M6 6h8v8H6z',
  trash:
    'M4 6h12M8 6V4h4v2m-6.5 0 .6 9.5A1.5 1.5 0 0 0 7.6 17h4.8a1.5 1.5 0 0 0 1.5-1.5L14.5 6M8.5 9v5m3-5v5',
  copy: 'M7 7V4.5A1.5 1.5 0 0 1 8.5 3h7A1.5 1.5 0 0 1 17 4.5v7a1.5 1.5 0 0 1-1.5 1.5H13M4.5 7h7A1.5 1.5 0 0 1 13 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 15.5v-7A1.5 1.5 0 0 1 4.5 7Z',
  file: 'M11 3H6.5A1.5 1.5 0 0 0 5 4.5v11A1.5 1.5 0 0 0 6.5 17h7a1.5 1.5 0 0 0 1.5-1.5V7l-4-4Zm0 0v4h4',
  image:
    'M4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5v-9A1.5 1.5 0 0 1 4.5 4ZM3 13l4-4 4 4 2-2 4 4M12.5 8v.01',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 1 0-4.3-4.3L10 5.700M11.500 8.500a3 3 0 0 0-4.300 0l-2.700 2.700a3 3 0 1 0 4.300 4.300L10 14.300',
  key: 'M12.500 11a4 4 0 1 0-3.700-2.500L3 14.300V17h2.700v-2h2v-2l1.800-1.800c.9.500 2 .800 3 .800ZM13.500 6.500v.010',
  send: 'm3 10 14-6-5 13-3-5.500L3 10Zm6 1.500 4-4',
} as const;
export type IconName = keyof typeof PATHS;

/** A picture beside a text that says the same; it says nothing itself. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark of Halftone: dots that get smaller. */
export function Mark() {
  const radii = [3.1, 2.5, 1.7, 2.5, 1.9, 1.2, 1.7, 1.2, 0.7];
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {radii.map((radius, index) => (
        <circle key={index} cx={5 + (index % 3) * 7} cy={5 + Math.floor(index / 3) * 7} r={radius} />
      ))}
    </svg>
  );
}

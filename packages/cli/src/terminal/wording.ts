import type { Fault, ProgressAnswer, RequestAnswer } from '../answers.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

export const number = (value: number): string => value.toLocaleString('en-US');

export const plural = (count: number, noun: string): string =>
  `${number(count)} ${noun}${count === 1 ? '' : 's'}`;

export function bytes(count: number): string {
  let size = count;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit > 0 && size < 100 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** A time as it is read, to the minute, in UTC. */
export const minute = (time: string): string => time.slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ');

/** What was saved, or nothing while there is nothing to compare. */
export function savings({ source, output }: ProgressAnswer['bytes']): string | undefined {
  if (source === 0) return undefined;
  const saved = Math.round((1 - output / source) * 100);
  return `${bytes(source)} became ${bytes(output)} (${saved} % saved)`;
}

/** What was not done again, or nothing where everything was done. */
export function reuse({
  counts,
  bytes: sizes,
}: Pick<ProgressAnswer, 'counts' | 'bytes'>): string | undefined {
  const { reused = 0 } = counts;
  if (reused === 0) return undefined;
  const { notDownloaded = 0 } = sizes;
  const spared = notDownloaded > 0 ? `, ${bytes(notDownloaded)} not downloaded` : '';
  return `${plural(reused, 'image')} reused${spared}`;
}

/** The rate, and the time that is left at it; counted from the rate, since the server's clock may differ from ours. */
export function pace({ rate, counts }: Pick<ProgressAnswer, 'rate' | 'counts'>): string[] {
  if (!rate) return [];
  const left = Math.max(0, counts.images - counts.compressed - counts.failed);
  return [`${number(Math.round(rate * 10) / 10)}/s`, `${duration((left / rate) * 1000)} left`];
}

/** How far a request is, as the parts of one line. */
export function progressParts(progress: ProgressAnswer): string[] {
  const { counts } = progress;
  return [
    `${String(Math.floor(progress.progress)).padStart(3)} %`,
    `${number(counts.compressed + counts.failed)} of ${plural(counts.images, 'image')}`,
    ...(counts.failed > 0 ? [`${number(counts.failed)} failed`] : []),
    ...pace(progress),
  ];
}

/** Where a request stands, in a word or two. */
export function standing({ status, outcome, progress }: RequestAnswer): string {
  if (status === 'completed') return outcome ? `completed (${outcome})` : status;
  return status === 'processing' ? `processing ${Math.floor(progress)} %` : status;
}

/** A fault of the file, as a line. */
export function faultLine({ line, field, detail, hint }: Fault): string {
  const where = line === undefined ? field : `line ${line}`;
  return ['  ', where && `${where}: `, detail, hint && ` ${inFlags(hint)}`].filter(Boolean).join('');
}

/** The options of the API, of which its hints speak, as flags of this program. */
const FLAGS: readonly [RegExp, string][] = [
  [/\boption baseUrl\b/g, 'option --base-url'],
  [/\bbaseUrl=(https?:\/\/[^\s,]+)/g, '--base-url $1'],
  [/\boption columns\b/g, 'option --columns'],
  [/\bcolumns=\{"name":"HEADING","images":\["HEADING"\]\}/g, '--columns name=HEADING,images=HEADING'],
  [/\boption (sheet|encoding)\b/g, 'option --$1'],
  [
    /^Fix what is listed under errors and upload the file again\.$/,
    'Fix these rows and upload the file again, or leave them out with --invalid-rows skip.',
  ],
];

/** A hint of the server's in the words of this command line. */
export const inFlags = (hint: string): string =>
  FLAGS.reduce((text, [option, flag]) => text.replace(option, flag), hint);

/** The faults of the file, and how many more there are. */
export function faultLines(faults: Fault[], omitted = 0): string[] {
  return [...faults.map(faultLine), ...(omitted > 0 ? [`  and ${number(omitted)} more`] : [])];
}

import type { PreflightAnswer } from '../answers.ts';
import { bytes, duration, number, plural } from './wording.ts';

type Host = PreflightAnswer['hosts'][number];
type Estimate = NonNullable<PreflightAnswer['estimate']>;

/** Rows that are shown; the others are in the JSON. */
const ROWS_SHOWN = 20;

/** What is to be expected of a catalogue, host by host, then the rows and the sums. */
export function preflightLines(preflight: PreflightAnswer): string[] {
  const { chosen, looked, hosts, hostsOmitted, estimate } = preflight;
  const unreached = looked < chosen ? ` (${number(chosen)} were chosen)` : '';
  return [
    `Looked at ${plural(looked, 'image')} of ${plural(hosts.length + hostsOmitted, 'host')}${unreached}.`,
    ...hosts.flatMap(hostLines),
    ...(hostsOmitted > 0 ? [`  and ${plural(hostsOmitted, 'more host')}`] : []),
    ...rowLines(preflight),
    ...(estimate ? estimateLines(estimate) : ['No size was seen, so nothing can be estimated.']),
  ];
}

function hostLines({ host, images, looked, reachable, likelyToFail, findings, ...seen }: Host): string[] {
  const standing =
    reachable === null
      ? looked === 0
        ? 'not looked at to the end'
        : 'no answer'
      : !reachable
        ? 'cannot be reached'
        : likelyToFail > 0
          ? `${number(likelyToFail)} likely to fail`
          : 'good';
  const facts = [
    seen.formats.map(({ format }) => format.toUpperCase()).join(', '),
    seen.bytes && sizes(seen.bytes),
    seen.firstByteMs && `answers after ${shortly(seen.firstByteMs.median)}`,
  ].filter(Boolean);
  return [
    `  ${host}: ${plural(images, 'image')}, ${standing}${facts.length > 0 ? ` (${facts.join('; ')})` : ''}`,
    ...findings.flatMap(({ title, detail, hint, certain, problem }) => [
      `    ${problem ? '!' : '-'} ${title}${certain ? '' : ', it seems'}. ${detail}`,
      `      ${hint}`,
    ]),
  ];
}

/** Most servers answer in a fraction of a second. */
const shortly = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : duration(ms));

const sizes = ({ smallest, largest }: { smallest: number; largest: number }) =>
  smallest === largest ? bytes(smallest) : `${bytes(smallest)} to ${bytes(largest)}`;

function rowLines({ rows, rowsOmitted }: PreflightAnswer): string[] {
  if (rows.length === 0) return rowsOmitted > 0 ? [`About ${plural(rowsOmitted, 'image')} may fail.`] : [];
  const omitted = rowsOmitted + Math.max(0, rows.length - ROWS_SHOWN);
  return [
    'Likely to fail:',
    ...rows
      .slice(0, ROWS_SHOWN)
      .map(
        ({ line, name, url, reason }) => `  line ${line}, ${name}: ${reason.title}. ${reason.detail} ${url}`,
      ),
    ...(omitted > 0 ? [`  and about ${number(omitted)} more`] : []),
  ];
}

function estimateLines({
  samples,
  images,
  sourceBytes,
  outputBytes,
  savedBytes,
  durationMs,
}: Estimate): string[] {
  const range = ({ low, high }: { low: number; high: number }, words: (value: number) => string) =>
    words(low) === words(high) ? 'all were seen' : `${words(low)} to ${words(high)}`;
  const saved = sourceBytes.likely > 0 ? Math.round((savedBytes.likely / sourceBytes.likely) * 100) : 0;
  return [
    `Estimate for ${plural(images, 'image')}, from ${plural(samples, 'sample')}; the truth most likely lies between the two:`,
    `  download  about ${bytes(sourceBytes.likely)} (${range(sourceBytes, bytes)})`,
    `  outputs   about ${bytes(outputBytes.likely)} (${range(outputBytes, bytes)}), ${saved} % saved`,
    `  time      about ${duration(durationMs.likely)} (${range(durationMs, duration)}), with one imager that is free`,
  ];
}

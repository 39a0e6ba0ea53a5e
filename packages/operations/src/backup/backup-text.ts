import { printable } from '../printable.ts';
import type { Manifest } from './manifest.ts';
import type { Restored } from './restore.ts';

/** What a backup holds, for a person. */
export function backupText(folder: string, { log, streams, outputs, startedAt, endedAt }: Manifest): string {
  const { sequenceAtLeast: from, sequenceAtMost: to } = log;
  const end = from === to ? `event ${from}` : `an event from ${from} to ${to}`;
  const bytes = streams.reduce((sum, { archive }) => sum + archive.bytes, 0);
  return [
    `Backed up ${streams.length} streams (${bytes} bytes) and the list of ${outputs.objects} outputs to ${folder}`,
    `The log ends with ${end}, between ${startedAt} and ${endedAt}.`,
    'The outputs themselves are not in it: they stay in the bucket, which needs its own protection.',
    '',
  ].join('\n');
}

/** What a restore has brought back, what it has not, and what comes next. */
export function restoredText({ manifest, sequence, streams, missing }: Restored): string {
  return [
    ...streams.map(({ name, messages }) => `${name}: ${messages} messages`),
    `The log ends with event ${sequence}, as it was between ${manifest.startedAt} and ${manifest.endedAt}. What came later is lost.`,
    ...missingLines(missing, manifest),
    'Next: start the services, npm run rebuild, npm run verify -- --all',
    '',
  ].join('\n');
}

function missingLines({ count, first }: Restored['missing'], { outputs }: Manifest): string[] {
  if (count === 0) return [`All ${outputs.objects} outputs of the backup are in the bucket.`];
  const shown = first.map(({ key, why }) => `  ${printable(key)}  ${why}`);
  const more = count > first.length ? [`  ... and ${count - first.length} more`] : [];
  return [
    `${count} of ${outputs.objects} outputs of the backup are not in the bucket as they were:`,
    ...shown,
    ...more,
    'Bring them back from the copy of the bucket. Those of requests that were deleted after the backup are gone for good.',
  ];
}

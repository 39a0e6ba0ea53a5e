import type { AuditedProduct, AuditSummary } from '../answers.ts';
import { number } from './wording.ts';

type ChannelSum = AuditSummary['channels'][number];
type Tally = NonNullable<ChannelSum['sources']>['images'];

/** What each channel says of a request, in numbers, and the rules that are broken. */
export function summaryLines({ asOf, channels, withoutImages }: AuditSummary): string[] {
  const ofChannels = channels.flatMap((sum) => [
    `${sum.name} (${sum.channel}), by the rules of ${asOf}`,
    ...(sum.sources ? [`  sources  ${tallied(sum.sources.images)}`] : []),
    ...(sum.outputs ? [`  outputs  ${tallied(sum.outputs.images)}`] : []),
    ...localLines(sum),
    ...sum.rules.flatMap(brokenLines),
    ...(sum.notChecked.length > 0
      ? [`  Not checked, since only eyes can tell: ${sum.notChecked.map(({ asked }) => asked).join('; ')}`]
      : []),
  ]);
  return withoutImages ? [...ofChannels, withoutImages.message, `  ${withoutImages.hint}`] : ofChannels;
}

const WORDS = [
  ['fails', 'fail'],
  ['warned', 'with warnings'],
  ['unknown', 'not known'],
  ['passes', 'pass'],
] as const;

function tallied(tally: Tally): string {
  const parts = WORDS.filter(([verdict]) => tally[verdict] > 0).map(
    ([verdict, word]) => `${number(tally[verdict])} ${word}`,
  );
  return parts.join(', ') || 'no images';
}

/** What nobody outside can load is judged by everything else. */
function localLines({ sources, outputs }: ChannelSum): string[] {
  const local = (sources?.local ?? 0) + (outputs?.local ?? 0);
  if (local === 0) return [];
  return [
    `  ${number(local)} stand at addresses of this machine or network, and are judged as if these were public and https.`,
  ];
}

function brokenLines(rule: ChannelSum['rules'][number]): string[] {
  const { severity, subject, findings, example, hint, certainty } = rule;
  return [
    `  ${severity.padEnd(7)}  ${number(findings)} in the ${subject}: ${rule.rule} (${certainty})`,
    `           ${example}`,
    `           ${hint}`,
  ];
}

/** A product that fails: its images that do, why, and what to do. */
export function failingLines({ row, line, name, images, findings }: AuditedProduct): string[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return [
    `${name} (${row === null ? `line ${number(line ?? 0)}` : `product ${number(row)}`})`,
    ...errors.flatMap(({ channel, rule, position, subject, message, hint }) => {
      const image = images.find((one) => one.position === position);
      const where = image ? [`  image ${number(image.position)}  ${addressOf(image, subject)}`] : [];
      return [...where, `    ${message}`, `    ${hint}`, `    (${channel} ${rule}, ${subject})`];
    }),
  ];
}

const addressOf = ({ url, outputUrl }: AuditedProduct['images'][number], subject: string): string =>
  subject === 'outputs' ? (outputUrl ?? url) : url;

import { type Channel, type Finding, type Subject, type Verdict, verdictOf } from '@halftone/channels';
import type { AuditPlace, ProductToAudit } from '@halftone/read-model';
import { type Audited, type Auditing, auditProduct, bySeverity, verdictOn } from './audit-product.ts';
import type { ChannelSum } from './audit-schema.ts';
import { shownChannel } from './channel-schema.ts';
import { standsLocally } from './local-addresses.ts';

type Tally = Record<Verdict, number>;
type Broken = ChannelSum['rules'][number];
type Unknown = ChannelSum['unknown'][number];

/** What a channel says so far: of constant size, however many products there are. */
type Sum = {
  channel: Channel;
  tallies: Partial<Record<Subject, { products: Tally; images: Tally; local: number }>>;
  rules: Map<string, Broken>;
  unknown: Map<string, Unknown>;
};

/** So much is looked at for one answer: a client is not kept waiting without a word, whatever the request's size. */
export const SUM_LIMITS = { images: 200_000, verdicts: 2_000_000 };

export type AuditSums = { channels: ChannelSum[]; next: AuditPlace | null };

/** Adds up what the channels say of the products, up to the limits. */
export async function auditSums(
  products: AsyncIterable<ProductToAudit>,
  auditing: Auditing,
  limits = SUM_LIMITS,
): Promise<AuditSums> {
  const sums = new Map<string, Sum>(
    auditing.channels.map((channel) => [channel.id, emptySum(channel, auditing)]),
  );
  const perImage = auditing.channels.length * auditing.subjects.length;
  let images = 0;
  let last: AuditPlace = { row: 0, line: 0 };
  for await (const product of products) {
    // There is one more.
    if (images >= limits.images || images * perImage >= limits.verdicts) {
      return { channels: shownSums(sums, auditing), next: last };
    }
    for (const audited of auditProduct(product, auditing)) add(sums, product, audited);
    images += Math.max(1, product.images.length);
    last = product.place;
  }
  return { channels: shownSums(sums, auditing), next: null };
}

const shownSums = (sums: Map<string, Sum>, auditing: Auditing): ChannelSum[] =>
  [...sums.values()].map(({ channel, rules, unknown, tallies }) => ({
    ...shownChannel(channel, auditing),
    ...tallies,
    rules: [...rules.values()].sort(worstFirst),
    unknown: [...unknown.values()],
  }));

function emptySum(channel: Channel, { subjects }: Auditing): Sum {
  const tallies = subjects.map((subject) => [subject, { products: none(), images: none(), local: 0 }]);
  return { channel, tallies: Object.fromEntries(tallies), rules: new Map(), unknown: new Map() };
}

const none = (): Tally => ({ fails: 0, warned: 0, unknown: 0, passes: 0 });

function add(sums: Map<string, Sum>, product: ProductToAudit, { channel, subject, findings }: Audited): void {
  const sum = sums.get(channel.id);
  const tally = sum?.tallies[subject];
  if (!sum || !tally) return;
  tally.products[verdictOf(findings)] += 1;
  for (const position of product.images.keys()) tally.images[verdictOn(findings, position + 1)] += 1;
  tally.local += product.images.filter((image) => standsLocally(image, subject)).length;
  const seen = new Set<Broken>();
  for (const finding of findings) {
    const broken = brokenBy(finding, subject, sum.rules);
    if (!broken) {
      countUnknown(finding, subject, sum.unknown);
      continue;
    }
    broken.findings += 1;
    if (!seen.has(broken)) broken.products += 1;
    seen.add(broken);
  }
}

/** Where a rule is counted; null for what breaks none. */
function brokenBy(finding: Finding, subject: Subject, rules: Map<string, Broken>): Broken | null {
  const { channel: _, severity, position: __, found: ___, message, ...rule } = finding;
  if (severity === 'unknown' || severity === 'notChecked') return null;
  const key = `${subject} ${severity} ${rule.rule}`;
  const broken = rules.get(key) ?? {
    ...rule,
    severity,
    subject,
    findings: 0,
    products: 0,
    example: message,
  };
  rules.set(key, broken);
  return broken;
}

function countUnknown({ rule, check, asked }: Finding, subject: Subject, unknown: Sum['unknown']): void {
  const key = `${subject} ${rule}`;
  const counted = unknown.get(key) ?? { rule, check, subject, asked, findings: 0 };
  counted.findings += 1;
  unknown.set(key, counted);
}

const worstFirst = (one: Broken, other: Broken): number =>
  bySeverity(one, other) || other.findings - one.findings;

import { type Finding, type Subject, type Verdict, verdictOf } from '@halftone/channels';
import type { ProductToAudit } from '@halftone/read-model';
import { type Audited, bySeverity, verdictOn } from './audit-product.ts';
import type { AuditedProduct } from './audit-schema.ts';

type ChannelVerdict = AuditedProduct['verdicts'][number];
type Shown = AuditedProduct['findings'][number];
type Unknown = AuditedProduct['unknown'][number];

/** A product as an answer shows it, with what was said of it. */
export function shownProduct(product: ProductToAudit, audited: readonly Audited[]): AuditedProduct {
  const { row, line, serial, name, images } = product;
  return {
    row,
    line,
    serial,
    name,
    verdicts: verdictsOf(audited, verdictOf),
    images: images.map(({ imageId, url, output, status }, index) => ({
      position: index + 1,
      id: imageId,
      url,
      outputUrl: output?.url ?? null,
      status,
      verdicts: verdictsOf(audited, (findings) => verdictOn(findings, index + 1)),
    })),
    findings: audited
      .flatMap(({ subject, findings }) => findings.flatMap((finding) => shownFinding(finding, subject) ?? []))
      .sort(bySeverity),
    unknown: audited.flatMap(unknownOf),
  };
}

/** A verdict of each channel, on the sources and on the outputs. */
function verdictsOf(
  audited: readonly Audited[],
  judge: (findings: readonly Finding[]) => Verdict,
): ChannelVerdict[] {
  const verdicts = new Map<string, ChannelVerdict>();
  for (const { channel, subject, findings } of audited) {
    const verdict = verdicts.get(channel.id) ?? { channel: channel.id };
    verdict[subject] = judge(findings);
    verdicts.set(channel.id, verdict);
  }
  return [...verdicts.values()];
}

/** Null for what could not be told, which is listed by itself. */
function shownFinding({ severity, ...finding }: Finding, subject: Subject): Shown | null {
  if (severity === 'unknown' || severity === 'notChecked') return null;
  return { ...finding, severity, subject };
}

/** Often it is the same of all images of a product, so each rule stands there once. */
function unknownOf({ channel, subject, findings }: Audited): Unknown[] {
  const rules = new Map<string, Unknown>();
  for (const { severity, rule, check, asked, position } of findings) {
    if (severity !== 'unknown') continue;
    const unknown = rules.get(rule) ?? { channel: channel.id, rule, check, subject, asked, positions: [] };
    if (position !== undefined) unknown.positions.push(position);
    rules.set(rule, unknown);
  }
  return [...rules.values()];
}

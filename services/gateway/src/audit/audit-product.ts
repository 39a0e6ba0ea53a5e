import type { RowSigns } from '@halftone/catalog';
import {
  type Category,
  type Channel,
  type Finding,
  auditProduct as findingsOf,
  SEVERITIES,
  type Severity,
  type Subject,
  type Verdict,
  verdictOf,
} from '@halftone/channels';
import type { Recipe } from '@halftone/contracts';
import type { ProductToAudit } from '@halftone/read-model';
import { factsOf } from './product-facts.ts';

/** By which rules, on which day, and whether the sources, the outputs or both. */
export type Auditing = {
  channels: readonly Channel[];
  /** A day, as `2027-01-31`. */
  asOf: string;
  category?: Category | undefined;
  subjects: readonly Subject[];
  recipe: Recipe;
  /** What the cells of a row tell of its product. */
  signs: RowSigns;
};

/** What the rules of a channel say of the sources and the outputs of a product; of one image with a position. */
export type Audited = { channel: Channel; subject: Subject; findings: readonly Finding[] };

/** Judges one product by every channel: first its sources, then its outputs. */
export function auditProduct(
  product: ProductToAudit,
  { channels, asOf, category, subjects, recipe, signs }: Auditing,
): Audited[] {
  const facts = subjects.map((subject) => ({ subject, facts: factsOf(product, subject, { recipe, signs }) }));
  return channels.flatMap((channel) =>
    facts.map(({ subject, facts }) => ({
      channel,
      subject,
      findings: findingsOf(channel.id, facts, { asOf, subject, ...(category && { category }) }),
    })),
  );
}

/** Puts what is worse first. */
export const bySeverity = (one: { severity: Severity }, other: { severity: Severity }): number =>
  SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);

/** What the findings of one image come to, without those of the product as a whole. */
export const verdictOn = (findings: readonly Finding[], position: number): Verdict =>
  verdictOf(findings.filter((finding) => finding.position === position));

import { channelOf } from './channels/channels.ts';
import type { Outcome } from './checks/kind.ts';
import {
  isForEyes,
  isOfImages,
  isOfProducts,
  measureImage,
  measureProduct,
  wordsOf,
} from './checks/kinds.ts';
import { mainImageOf } from './checks/product.ts';
import type { Category, ImageFacts, ProductFacts, Subject } from './facts.ts';
import type { Finding, Severity } from './finding.ts';
import type { Channel, Rule } from './rule.ts';
import { ruleSentences, sentencesOf } from './sentences.ts';

export type AuditOptions = {
  /** The day whose rules hold, as `2026-11-30`. */
  asOf: string;
  category?: Category;
  subject: Subject;
};

/** What a rule is applied to: an image, or the product as a whole. */
type Place = { subject: string; position?: number };

/**
 * What a channel has against a product and its images. Pure: the same facts give the same findings, in the order of the
 * rules and then of the images. What passes, and what only eyes can tell ({@link notChecked}), is not in it.
 * @throws Error for a channel that is not in the table
 */
export function auditProduct(channelId: string, product: ProductFacts, options: AuditOptions): Finding[] {
  const channel = channelOf(channelId);
  const rules = rulesFor(channel, options);
  return rules.flatMap((rule) => findingsOf(channel, rule, product));
}

/** The rules of a channel that nothing here can check, one finding each: they are the same for every product. */
export function notChecked(channelId: string, options: AuditOptions): Finding[] {
  const channel = channelOf(channelId);
  return rulesFor(channel, options)
    .filter(({ check }) => isForEyes(check))
    .map((rule) => {
      const { asked, hint } = wordsOf(rule.check);
      const message = [...ruleSentences(channel, rule, asked), 'This was not checked.'].join(' ');
      return { ...told(channel, rule), severity: 'notChecked', asked, message, hint };
    });
}

function rulesFor({ rules }: Channel, { asOf, category }: AuditOptions): Rule[] {
  return rules.filter(
    (rule) =>
      (rule.from === undefined || rule.from <= asOf) &&
      (rule.until === undefined || asOf < rule.until) &&
      (rule.category === undefined || rule.category === category) &&
      (rule.exceptCategory === undefined || rule.exceptCategory !== category),
  );
}

function findingsOf(channel: Channel, rule: Rule, product: ProductFacts): Finding[] {
  const { check } = rule;
  if (isOfProducts(check)) {
    return measureProduct(check, product).flatMap((outcome) =>
      findingOf(channel, rule, outcome, placeOf(outcome.position)),
    );
  }
  if (!isOfImages(check)) return [];
  return imagesFor(rule, product).flatMap((image) =>
    findingOf(channel, rule, measureImage(check, image), placeOf(image.position)),
  );
}

function imagesFor({ role }: Rule, product: ProductFacts): readonly ImageFacts[] {
  if (role === undefined) return product.images;
  const main = mainImageOf(product);
  return product.images.filter((image) => (image === main) === (role === 'main'));
}

const placeOf = (position: number | undefined): Place =>
  position === undefined ? { subject: 'The product' } : { subject: `Image ${position}`, position };

function findingOf(channel: Channel, rule: Rule, outcome: Outcome, { subject, position }: Place): Finding[] {
  if (outcome.result === 'passed' || outcome.result === 'notChecked') return [];
  const { asked, hint, isFixable } = wordsOf(rule.check);
  const isFailed = outcome.result === 'failed';
  const recipe =
    isFixable && channel.output ? ` The recipe for ${channel.id} does this for the outputs.` : '';
  return [
    {
      ...told(channel, rule),
      severity: isFailed ? severityOf(rule, outcome.isDoubtful) : 'unknown',
      ...(position !== undefined && { position }),
      ...(isFailed && { found: outcome.found }),
      asked,
      message: sentencesOf(subject, outcome, channel, rule, asked),
      hint: `${hint}${recipe}`,
    },
  ];
}

function told(channel: Channel, rule: Rule) {
  const { id, check, effect, certainty, source, from, until } = rule;
  return {
    channel: channel.id,
    rule: id,
    check: check.kind,
    effect,
    certainty,
    source,
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  };
}

/** Only what a channel refuses by its own words is an error, and only where no other source asks for less. */
function severityOf(rule: Rule, isDoubtful = false): Severity {
  const isOfficial = rule.certainty !== 'second hand';
  const isDisputed = rule.disputed !== undefined;
  switch (rule.effect) {
    case 'refuses':
      if (isOfficial) return isDisputed || isDoubtful ? 'warning' : 'error';
      return isDisputed ? 'info' : 'warning';
    case 'warns':
      return isDisputed ? 'info' : 'warning';
    case 'alters':
      return isDisputed || rule.isHarmless ? 'info' : 'warning';
    case 'unclear':
      return rule.isBan && !isDisputed ? 'warning' : 'info';
    case 'advice':
      return 'info';
  }
}

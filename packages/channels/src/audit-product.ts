import { channelOf } from './channels/channels.ts';
import type { Outcome } from './checks/kind.ts';
import { isOfImages, isOfProducts, measureImage, measureProduct, wordsOf } from './checks/kinds.ts';
import { mainImageOf } from './checks/product.ts';
import type { Category, ImageFacts, ProductFacts, Subject } from './facts.ts';
import type { Finding, Severity } from './finding.ts';
import type { Channel, Rule } from './rule.ts';
import { ruleSentences, sentencesOf, unreadSentence } from './sentences.ts';

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
 * rules and then of the images. What passes, and what nothing here can check ({@link notChecked}), is not in it.
 * @throws Error for a channel that is not in the table
 */
export function auditProduct(channelId: string, product: ProductFacts, options: AuditOptions): Finding[] {
  const channel = channelOf(channelId);
  const unread = new Map(product.images.filter(isUnread).map((image) => [image.position, image]));
  const all = rulesFor(channel, options).flatMap((rule) => findingsOf(channel, rule, product));
  const isLoud = ({ severity, position }: Finding) =>
    severity !== 'unknown' || position === undefined || !unread.has(position);
  const findings = all.filter(isLoud);
  const missing = new Set(
    findings.flatMap(({ check, position }) => (check === 'reachable' ? [position] : [])),
  );
  const untold = [...unread.values()].filter(({ position }) => !missing.has(position));
  return [...findings, ...untold.map((image) => unreadFinding(channel, image))];
}

/** The rules of a channel that nothing here can check, or only in part: the same for every product. */
export function notChecked(channelId: string, options: AuditOptions): Finding[] {
  const channel = channelOf(channelId);
  return rulesFor(channel, options).flatMap((rule) => {
    const { asked, hint, unchecked } = wordsOf(rule.check);
    if (unchecked === undefined) return [];
    const message = [...ruleSentences(channel, rule, asked), unchecked].join(' ');
    return [{ ...told(channel, rule), severity: 'notChecked' as const, asked, message, hint }];
  });
}

type UnreadImage = ImageFacts & Required<Pick<ImageFacts, 'failed'>>;

const isUnread = (image: ImageFacts): image is UnreadImage => image.failed !== undefined;

/** One in place of those of every rule that would need to know the image. */
function unreadFinding(channel: Channel, image: UnreadImage): Finding {
  return {
    channel: channel.id,
    rule: 'unread-image',
    check: 'unread',
    severity: 'unknown',
    effect: 'unclear',
    certainty: 'not found',
    position: image.position,
    asked: 'an image that can be loaded',
    message: unreadSentence(image),
    hint: 'Correct what kept it from being loaded, then retry it.',
    source: 'Halftone',
  };
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
      message: sentencesOf(subject, outcome, { channel, rule, asked }),
      hint: isFailed ? `${hint}${recipe}` : outcome.hint,
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

/** Only what a channel refuses by its own words is an error, and only where nothing that is known speaks for the image. */
function severityOf(
  { effect, certainty, disputed, exceptions, isBan, isHarmless }: Rule,
  isDoubtful = false,
): Severity {
  if (disputed !== undefined) return 'info';
  const isCertain = certainty !== 'second hand' && exceptions === undefined && !isDoubtful;
  switch (effect) {
    case 'refuses':
      return isCertain ? 'error' : 'warning';
    case 'warns':
      return 'warning';
    case 'alters':
      return isHarmless ? 'info' : 'warning';
    case 'unclear':
      return isBan ? 'warning' : 'info';
    case 'advice':
      return 'info';
  }
}

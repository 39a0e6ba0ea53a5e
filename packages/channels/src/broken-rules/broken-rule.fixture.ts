import type { Category, ImageFacts, ProductFacts } from '../facts.ts';
import type { Severity } from '../finding.ts';

/** A product that breaks one rule of one channel, and what the audit has to say of it. */
export type BrokenRule = {
  channel: string;
  rule: string;
  /** What is wrong with image 2 of a product that is good otherwise. */
  change?: Partial<ImageFacts>;
  /** What is wrong with image 1. */
  main?: Partial<ImageFacts>;
  /** A product of its own. */
  product?: ProductFacts;
  severity: Severity;
  says: string;
  asOf?: string;
  category?: Category;
};

export const ON_GREY: Partial<ImageFacts> = { border: { colour: '#808080', share: 0.97, white: 0 } };

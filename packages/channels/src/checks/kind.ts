import type { ImageFacts, ProductFacts } from '../facts.ts';
import type { CheckKind, CheckOf, ImageCheckKind, ProductCheckKind } from './check.ts';

/** What a check comes to. `says` continues a sentence that begins with the image or product: `has 300 × 300 pixels`. */
export type Outcome =
  | { result: 'passed' }
  | { result: 'notChecked' }
  | { result: 'unknown'; lacks: string; hint: string }
  | { result: 'failed'; found: string; says: string; isDoubtful?: true };

/** An outcome of a check that compares the images of a product; of one image if it has a position. */
export type ProductOutcome = Outcome & { position?: number };

/** How a kind of check is worded. */
export type Words<K extends CheckKind> = {
  /** What is asked for, to follow “asks for”. */
  asks: (check: CheckOf<K>) => string;
  /** What to do about it, in a sentence. */
  hint: (check: CheckOf<K>) => string;
  /** Whether a recipe for the channel can make outputs that pass. */
  isFixable?: true;
  /** What of the rule nothing here can tell, in a sentence; left out where the check tells all. */
  unchecked?: string;
};

export type ImageKind<K extends ImageCheckKind> = Words<K> & {
  measure: (check: CheckOf<K>, image: ImageFacts) => Outcome;
};

export type ProductKind<K extends ProductCheckKind> = Words<K> & {
  measure: (check: CheckOf<K>, product: ProductFacts) => readonly ProductOutcome[];
};

export const PASSED: Outcome = { result: 'passed' };
export const NOT_CHECKED: Outcome = { result: 'notChecked' };

const LATER = 'Look again when the request has completed.';
const BY_CHANNEL =
  'Name the channel when the catalogue is uploaded: then all pixels of its images are looked at.';

/** @param lacks what is not known, as in “The size of image 2 is not known” */
export const unknown = (lacks: string, hint: string = LATER): Outcome => ({ result: 'unknown', lacks, hint });
/** What the codec looks at only when a request names channels, and never did before that. */
export const notLookedAt = (lacks: string): Outcome => unknown(lacks, BY_CHANNEL);
export const failed = (found: string, says = `has ${found}`): Outcome => ({ result: 'failed', found, says });

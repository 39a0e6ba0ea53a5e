import type { CheckKind } from './checks/check.ts';
import type { Certainty, Effect } from './rule.ts';

/**
 * - error: the channel refuses this, by its own words
 * - warning: it flags or spoils it, or somebody else says that it refuses it
 * - info: a recommendation, or a value whose consequence no source states
 * - unknown: a fact that the rule needs is not known
 * - notChecked: only eyes can tell, so the rule was not checked
 */
export const SEVERITIES = ['error', 'warning', 'info', 'unknown', 'notChecked'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a rule says of a product or of one of its images. What passes has none. */
export type Finding = {
  /** The id of the channel, such as `ebay`. */
  channel: string;
  /** The id of the rule, unique in its channel, such as `min-size`. */
  rule: string;
  /** What the rule looks at; the same in all channels, so that words in other languages can stand in one table. */
  check: CheckKind;
  severity: Severity;
  effect: Effect;
  certainty: Certainty;
  /** Of the image; left out when the finding is about the product. */
  position?: number;
  /** What the image or product has, such as `300 × 300 pixels`; left out when it is not known. */
  found?: string;
  /** What the channel asks for, such as `at least 500 × 500 pixels`. */
  asked: string;
  /** All that in sentences, for people. */
  message: string;
  /** What to do about it. */
  hint: string;
  /** Where the rule was read. */
  source: string;
  /** The days from and to which the rule holds, as `2027-01-31`; left out where none is stated. */
  from?: string;
  until?: string;
};

/** What the findings about one product, or one image, come to in one channel. */
export type Verdict = 'fails' | 'warned' | 'unknown' | 'passes';

/**
 * An error fails. Of the rest, a warning counts more than what is not known. Advice and what was not checked change nothing:
 * `passes` says that nothing measurable speaks against the images.
 */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const has = (severity: Severity) => findings.some((finding) => finding.severity === severity);
  if (has('error')) return 'fails';
  if (has('warning')) return 'warned';
  return has('unknown') ? 'unknown' : 'passes';
}

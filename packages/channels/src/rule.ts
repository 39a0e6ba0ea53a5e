import type { Check } from './checks/check.ts';
import type { Category, Role } from './facts.ts';

/**
 * What a channel does with an image that breaks the rule:
 * - refuses: the image, listing or product is rejected or hidden
 * - warns: it is accepted and flagged, or ranked lower
 * - alters: it is accepted, then scaled, cropped, converted or left out
 * - advice: nothing; the source recommends it
 * - unclear: the source does not say
 */
export const EFFECTS = ['refuses', 'warns', 'alters', 'advice', 'unclear'] as const;
export type Effect = (typeof EFFECTS)[number];

/**
 * Who says so: the channel on a page, in a schema or error list, in an answer to developers; or somebody else. `not found`
 * stands where nobody does.
 */
export const CERTAINTIES = [
  'official page',
  'official schema',
  'official answer',
  'second hand',
  'not found',
] as const;
export type Certainty = (typeof CERTAINTIES)[number];

export type Rule = {
  /** Unique in its channel and never reused. */
  id: string;
  check: Check;
  effect: Effect;
  certainty: Certainty;
  /** Title, date and owner of what was read. */
  source: string;
  /** Images of this role alone. */
  role?: Role;
  /** Products of this category alone. */
  category?: Category;
  /** Products of other categories alone. */
  exceptCategory?: Category;
  /** The first day on which it holds, as `2027-01-31`. */
  from?: string;
  /** The first day on which it no longer holds. */
  until?: string;
  /** Who asks, where it is a part of the channel: `TikTok Shop in the US`. */
  by?: string;
  /** What happens otherwise, if more is known than the effect: `It scales larger images down.` */
  consequence?: string;
  /** The channel changes nothing that a seller would miss, so that it is worth no warning. */
  isHarmless?: true;
  /** The source bans it and only leaves open what happens, so that it is worth a warning. */
  isBan?: true;
  /** Another source asks for less: what it says. Then the rule fails nothing, and its findings say both. */
  disputed?: string;
  /** Whom it does not hold for, where no fact tells whether that is so here. Then the rule fails nothing. */
  exceptions?: string;
};

export type Channel = {
  /** As it stands in requests: `google-merchant`. */
  id: string;
  /** As it is written in sentences: `Google Merchant Center`. */
  name: string;
  rules: readonly Rule[];
  /** What else it does with images, whatever they are like, with who says so. */
  notes: readonly string[];
  /** What was looked for and not found. */
  notFound: readonly string[];
  /** Where sources differ, both sides in one sentence each. */
  contradictions: readonly string[];
  /** Outputs that pass, as far as compressing and scaling down can make them; left out where nothing is known. */
  output?: ChannelOutput;
};

/** The options of a recipe that a channel fixes. */
export type ChannelOutput = {
  format: 'jpeg';
  /** Pixels that the image is scaled down to fit in, never up. */
  maxWidth?: number;
  maxHeight?: number;
  maxBytes?: number;
  /** Whether an image that does not fit into the bytes otherwise gets fewer pixels. */
  mayScale?: true;
  /** How it has to look: no quality higher than that needs. Left out where a quality is named. */
  look?: 'good';
  /** Where the channel flags or refuses files that are compressed more. */
  quality?: number;
};

/**
 * What verification may find, by code. A fault is a promise that does not hold; a note is worth knowing, and harmless:
 * delivery is at least once, so a fact may stand in the log twice, and the first one counts.
 * docs/operations.md says of each what it means and what to do.
 */
export const FINDINGS = {
  unknown_request: 'fault',
  not_accepted: 'fault',
  product_missing: 'fault',
  product_contradicted: 'fault',
  product_surplus: 'fault',
  rejected_row_contradicted: 'fault',
  rejected_rows_miscounted: 'fault',
  image_not_requested: 'fault',
  image_not_listed: 'fault',
  image_without_outcome: 'fault',
  images_miscounted: 'fault',
  completion_missing: 'fault',
  completion_wrong: 'fault',
  completion_contradicted: 'fault',
  row_missing: 'fault',
  row_surplus: 'fault',
  row_differs: 'fault',
  output_elsewhere: 'fault',
  object_missing: 'fault',
  object_differs: 'fault',
  webhook_ids_differ: 'fault',
  webhook_attempt_missing: 'fault',
  webhook_without_trigger: 'fault',
  stuck: 'fault',
  deleted_but_left: 'fault',
  expired: 'note',
  dead_letter: 'note',
  unreadable_entry: 'note',
  second_outcome: 'note',
  webhook_pending: 'note',
  webhook_undelivered: 'note',
  being_forgotten: 'note',
  endpoint_failing: 'note',
  endpoint_suspended: 'note',
} as const satisfies Record<string, 'fault' | 'note'>;

export type FindingCode = keyof typeof FINDINGS;

export type Finding = {
  code: FindingCode;
  severity: 'fault' | 'note';
  /** What was found, as a sentence. */
  detail: string;
};

/** Takes in what is found of one request. */
export type Findings = {
  add(code: FindingCode, detail: string): void;
  /** Whether another finding of this code would still be shown, and so is worth a closer look. */
  hasRoomFor(code: FindingCode): boolean;
  /** The first ones of each code, and how many there are of it in all. */
  all(): { shown: Finding[]; counts: Partial<Record<FindingCode, number>> };
};

/** Enough to see what it is about; a million missing rows are one fault, not a million lines. */
const SHOWN_OF_EACH = 20;

export function createFindings(): Findings {
  const shown: Finding[] = [];
  const counts: Partial<Record<FindingCode, number>> = {};
  const hasRoomFor = (code: FindingCode) => (counts[code] ?? 0) < SHOWN_OF_EACH;
  return {
    add(code, detail) {
      if (hasRoomFor(code)) shown.push({ code, severity: FINDINGS[code], detail });
      counts[code] = (counts[code] ?? 0) + 1;
    },
    hasRoomFor,
    all: () => ({ shown, counts }),
  };
}

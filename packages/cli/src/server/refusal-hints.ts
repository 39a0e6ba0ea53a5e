import type { Advice } from '../advice.ts';

/** The request or the delivery that a call was about. */
export type Subject = { requestId?: string | undefined };

type Hint = (advice: Advice, subject: Subject) => string;

/**
 * What to do about a refusal, by its code, where the server's own hint speaks of HTTP: whoever reads it has a command line.
 */
const HINTS: Record<string, Hint> = {
  request_not_found: ({ command }) =>
    `${command('list')} shows the ids. A key sees the requests of its own name only.`,
  delivery_not_found: ({ command }) => `${command('deliveries')} shows the ids.`,
  request_running: ({ command }, { requestId = 'ID' }) =>
    `Wait for its end: ${command('watch', requestId)}\nOr stop it:       ${command('cancel', requestId)}`,
  request_ended: ({ command }, { requestId = 'ID' }) => `See how it ended: ${command('status', requestId)}`,
  nothing_failed: ({ command }, { requestId = 'ID' }) => `See what there is: ${command('images', requestId)}`,
  output_not_available: ({ command }, { requestId = 'ID' }) =>
    `Wait for its end: ${command('watch', requestId)}`,
  request_deleted: () => 'Send the catalogue with another --idempotency-key.',
  idempotency_mismatch: () =>
    'Send exactly what was first sent with this --idempotency-key, or use another one.',
  invalid_request: ({ command }) => `${command('--help')} lists the options.`,
  missing_file: () => 'Name a CSV or XLSX file.',
  route_not_found: () =>
    'Is this the address of a gateway of the same version? Set the address of the API with --url or HALFTONE_URL.',
  method_not_allowed: () => 'Is this a gateway of the same version?',
};

/** The server's own hint about keys speaks of headers. */
const KEYS: Record<number, string> = {
  401: 'Set an API key in HALFTONE_KEY or with --key.',
  403: 'Set an API key that may do this in HALFTONE_KEY or with --key.',
};

/** What the hint says when nobody gave one. */
const BY_STATUS: Record<number, string> = {
  404: 'Is this the address of a gateway? Set the address of the API with --url or HALFTONE_URL.',
  413: 'Something between here and the gateway takes no file of this size: have its limit raised, or split the catalogue.',
};

export type Refused = {
  status: number;
  code?: string | undefined;
  /** The server's own. */
  hint?: string | undefined;
  /** Seconds that the server asks to wait. */
  wait?: string | null;
};

export function hintFor(
  { status, code, hint, wait }: Refused,
  advice: Advice,
  subject: Subject,
): string | undefined {
  // The server's own hint sends clients to a header.
  if (wait && /Retry-After/.test(hint ?? '')) return `Try again in ${wait} s.`;
  const known = code === undefined ? undefined : HINTS[code];
  const said =
    known?.(advice, subject) ??
    KEYS[status] ??
    hint ??
    BY_STATUS[status] ??
    (status >= 500 ? LATER : undefined);
  return [said, wait && `The server asks you to wait ${wait} s.`].filter(Boolean).join(' ') || undefined;
}

const LATER = 'Try again in a moment.';

import type { OutboundError } from '@halftone/outbound';

/** What an attempt came to. `failed` is tried again while the schedule has attempts left. */
export type Verdict =
  | { outcome: 'delivered'; statusCode: number }
  | { outcome: 'rejected'; statusCode?: number; error: string }
  | { outcome: 'failed'; statusCode?: number; error: string; retryAfterMs?: number };

/** Statuses whose Retry-After says when the receiver can take the webhook. */
const HONOURS_RETRY_AFTER = new Set([429, 503]);

/** Errors that no later attempt can fix: the address itself is refused. */
const FINAL_ERRORS = new Set(['blocked_address', 'invalid_url']);

/** Only 2xx is a delivery; 410 asks us to stop; everything else, redirects among it, is tried again. */
export function verdictOfAnswer({
  status,
  retryAfterMs,
}: {
  status: number;
  retryAfterMs?: number;
}): Verdict {
  if (status >= 200 && status < 300) return { outcome: 'delivered', statusCode: status };
  const answer = { statusCode: status, error: `The receiver answered ${status}${explanationOf(status)}.` };
  if (status === 410) return { outcome: 'rejected', ...answer };
  return HONOURS_RETRY_AFTER.has(status) && retryAfterMs !== undefined
    ? { outcome: 'failed', ...answer, retryAfterMs }
    : { outcome: 'failed', ...answer };
}

/** There was no answer: the address was refused by us, or the receiver could not be reached in time. */
export function verdictOfError(error: OutboundError): Verdict {
  const text = error.hint === undefined ? error.detail : `${error.detail} ${error.hint}`;
  return { outcome: FINAL_ERRORS.has(error.code) ? 'rejected' : 'failed', error: text };
}

function explanationOf(status: number): string {
  if (status >= 300 && status < 400) return ', and redirects are not followed';
  return status === 410 ? ' (gone), so there is no retry' : '';
}

import type { JudgeLiteral } from '@halftone/outbound/destinations';
import { Problem } from '../../problems/problems.ts';

const MAX_WEBHOOK_URL = 2048;

/**
 * The address of a webhook as a client gave it.
 * @throws Problem `invalid_webhook_url`
 */
export function webhookUrlOf(given: string): string {
  const text = given.trim();
  const refuse = (detail: string) => new Problem('invalid_webhook_url', detail);
  if (text.length > MAX_WEBHOOK_URL) {
    throw refuse(`The webhookUrl is longer than ${MAX_WEBHOOK_URL} characters.`);
  }
  // The URL parser passes over some of them, and the database takes none.
  if (/\p{Cc}/u.test(text) || !text.isWellFormed()) {
    throw refuse('The webhookUrl holds characters that no URL has.');
  }
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw refuse('The webhookUrl is not an http or https URL.');
  }
  // They would stand in events and logs; the signature is how a receiver knows us.
  if (url.username || url.password) {
    throw new Problem('invalid_webhook_url', 'The webhookUrl holds a user name or a password.', {
      hint: 'Remove both from the URL: a receiver knows Halftone by the signature.',
    });
  }
  return text;
}

/**
 * Refuses a receiver to which no webhook could ever be posted. Names are judged when one is delivered.
 * @throws Problem `invalid_webhook_url`
 */
export function refuseUnreachable(webhookUrl: string | undefined, judge: JudgeLiteral): void {
  const fault = webhookUrl === undefined ? null : judge(webhookUrl);
  if (fault === null) return;
  throw new Problem(
    'invalid_webhook_url',
    fault === 'private address'
      ? 'The host of the webhookUrl is a private or reserved address, to which no webhook is sent.'
      : 'The port of the webhookUrl is that of another service than HTTP, to which no webhook is sent.',
    { hint: 'Use a public host, or have the operator exempt this one with OUTBOUND_ALLOW.' },
  );
}

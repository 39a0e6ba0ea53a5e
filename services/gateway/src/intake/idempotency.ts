import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { EventData } from '@halftone/contracts';
import { fieldFault, invalidFields } from '../problems/field-faults.ts';

const MAX_KEY = 255;

/**
 * The key under which a client repeats an upload, if it gives one.
 * @throws Problem `invalid_request` when it is invalid
 */
export function idempotencyKeyOf({ 'idempotency-key': key }: IncomingHttpHeaders): string | undefined {
  if (key === undefined) return undefined;
  if (
    typeof key === 'string' &&
    key.length <= MAX_KEY &&
    /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(key)
  ) {
    return key;
  }
  const predicate = `must be 1 to ${MAX_KEY} printable ASCII characters`;
  throw invalidFields([fieldFault('Idempotency-Key', 'invalid_value', predicate)]);
}

/** The id of the request that a tenant makes under a key: the same every time, and in the form of a UUID (version 8). */
export function requestIdUnder(tenant: string, key: string): string {
  const digits = hash('sha256', JSON.stringify([tenant, key]));
  const variant = '89ab'[Number.parseInt(digits.charAt(16), 16) % 4];
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

/** Whether two acceptances are of the same content and ask for the same. */
export function asksTheSame(
  one: EventData<'request.accepted'>,
  other: EventData<'request.accepted'>,
): boolean {
  return isDeepStrictEqual(essence(one), essence(other));
}

function essence({ upload, ...asked }: EventData<'request.accepted'>) {
  const { recipe, webhookUrl, webhookEvents, channels, retryOf } = asked;
  const { digest, invalidRows, sheet, columns } = upload;
  const { serial, name, layout } = columns;
  const read = { sheet, serial, name, images: layout?.images, baseUrl: layout?.baseUrl };
  return { digest, invalidRows, read, recipe, webhookUrl, webhookEvents, channels, retryOf };
}

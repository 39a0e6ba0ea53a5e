import { Type } from 'typebox';

/** A point in time as `Date.toISOString` writes it: RFC 3339 in UTC. */
export const Timestamp = (description: string) =>
  Type.String({
    pattern:
      '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?Z$',
    description: `${description} (RFC 3339, UTC).`,
  });

let last = { ms: Number.NaN, text: '' };

/** The timestamp of a time. The events of one millisecond, of which there are dozens, share it. */
export function timestampOf(time: Date): string {
  const ms = time.getTime();
  if (ms !== last.ms) last = { ms, text: time.toISOString() };
  return last.text;
}

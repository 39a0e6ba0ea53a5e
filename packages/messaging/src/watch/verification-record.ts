import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** What a verification of all requests found, as `npm run verify -- --all` leaves it for others to see. */
export const Verification = Type.Object(
  {
    at: Type.String({
      pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]{8,18}Z$',
      description: 'When it ended (RFC 3339, UTC).',
    }),
    durationMs: Type.Integer({ minimum: 0, description: 'How long it took, in milliseconds.' }),
    consistent: Type.Boolean({ description: 'Whether no request has a fault.' }),
    requests: Type.Integer({ minimum: 0, description: 'How many requests were verified.' }),
    inconsistent: Type.Array(Type.String({ maxLength: 200, description: 'The id of a request.' }), {
      maxItems: 20,
      description: 'The requests that have faults, the first twenty.',
    }),
    found: Type.Record(Type.String(), Type.Integer({ minimum: 1, description: 'How many.' }), {
      description: 'How often each code of docs/operations.md was found, notes included.',
    }),
  },
  { description: 'What the last verification of all requests found.' },
);
export type Verification = Static<typeof Verification>;

const verification = Compile(Verification);

export const isVerification = (value: unknown): value is Verification => verification.Check(value);

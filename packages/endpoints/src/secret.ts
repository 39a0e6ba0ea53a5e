import { randomBytes } from 'node:crypto';

const BYTES = 32;

/** A new secret to sign with, in the form of Standard Webhooks: `whsec_` and the base64 of 32 random bytes. */
export const newSecret = (): string => `whsec_${randomBytes(BYTES).toString('base64')}`;

import { adviceFor } from '../advice.ts';
import { usageError } from '../command-error.ts';
import type { Connection } from '../server/server.ts';

const DEFAULT_URL = 'http://127.0.0.1:3000';

/**
 * The server and the key: from the flags, or from HALFTONE_URL and HALFTONE_KEY.
 * @throws CommandError that does not repeat the key
 */
export function connectionFrom(
  flags: { url?: string | undefined; key?: string | undefined },
  env: Record<string, string | undefined>,
): Connection {
  const key = (flags.key ?? env.HALFTONE_KEY)?.trim();
  if (key) requireHeaderText('The API key', key);
  const url = urlOf(flags.url ?? (env.HALFTONE_URL || DEFAULT_URL));
  const isDefault = url.href === new URL(DEFAULT_URL).href;
  const advice = adviceFor({ ...(!isDefault && { url }), hasKeyFlag: flags.key !== undefined });
  return { url, ...(key && { key }), advice };
}

/** Refuses what cannot stand in a header, without repeating it: it may be a secret. */
export function requireHeaderText(what: string, text: string): void {
  if (/^[\x21-\x7e]+$/.test(text)) return;
  throw usageError(
    `${what} is empty, or has characters other than ASCII letters, digits and signs.`,
    'Copy it again, without spaces and line breaks.',
  );
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash;
  if (isPlain && ['http:', 'https:'].includes(url.protocol)) return url;
  throw usageError(
    'The address of the API is not a plain http or https URL.',
    'For example: --url http://127.0.0.1:3000, or HALFTONE_URL. Keys go in HALFTONE_KEY.',
  );
}

import { signal } from '@preact/signals';

const STORED = 'halftone.key';

/** The API key, for as long as the tab is open; none where the gateway asks for none. */
export const apiKey = signal<string | null>(sessionStorage.getItem(STORED));

/** Why the gateway wants a key: there was none, or it does not know it. */
export const keyWanted = signal<'missing' | 'unknown' | null>(null);

/** Uses this key from now on. */
export function useKey(key: string): void {
  sessionStorage.setItem(STORED, key);
  apiKey.value = key;
  keyWanted.value = null;
}

/** Forgets the key. */
export function forgetKey(): void {
  sessionStorage.removeItem(STORED);
  apiKey.value = null;
  keyWanted.value = 'missing';
}

/** To be told of every answer: a 401 asks for a key. */
export function noteAnswer(status: number): void {
  if (status === 401) keyWanted.value = apiKey.value === null ? 'missing' : 'unknown';
}

/** The headers that name the key. */
export const keyHeaders = (): Record<string, string> =>
  apiKey.value === null ? {} : { authorization: `Bearer ${apiKey.value}` };

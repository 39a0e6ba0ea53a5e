import { signal } from '@preact/signals';
import { keyHeaders } from '../api/session.ts';
import type { Source } from '../api/submission.ts';

/** What was chosen on another page for the start to look at. */
const chosen = signal<Source | null>(null);

export function chooseForStart(source: Source): void {
  chosen.value = source;
}

/** What was chosen elsewhere; only once. */
export function takeChosen(): Source | null {
  const source = chosen.peek();
  chosen.value = null;
  return source;
}

/** The sample catalogue, where the gateway has one. */
export async function fetchSample(signal: AbortSignal): Promise<File | null> {
  const response = await fetch('/v1/sample.csv', { headers: keyHeaders(), signal });
  if (response.status !== 200) return null;
  return new File([await response.blob()], 'sample.csv', { type: 'text/csv' });
}

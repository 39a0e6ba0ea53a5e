import { signal } from '@preact/signals';

/** What a screen reader is told next, beside what the page shows. */
export const announcement = signal('');

/** Tells it once; the same text again is told again. */
export function announce(text: string): void {
  announcement.value = announcement.value === text ? `${text}\u00a0` : text;
}

/**
 * The quarter of the work that was reached last, from 0 to 4: progress is told at quarters, so that nobody is talked to all
 * the time.
 */
export const quarterOf = (progress: number): number => Math.floor(progress / 25);

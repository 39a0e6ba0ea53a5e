import type { ImageAnswer, ProgressAnswer } from '../answers.ts';
import type { WatchEvent } from '../server/follow-request.ts';
import type { Session } from '../session.ts';
import { progressParts } from './wording.ts';

const BAR = 24;
/** Where lines are kept, one now and then is enough. */
const PLAIN_EVERY_MS = 5_000;
/** A shop that is down fails thousands of images: the first ones tell it. */
const MOST_FAILURES = 10;

/** Shows what happens to a request: as documents, as a bar with what failed above it, or as a line now and then. */
export function createWatchView({ output, now }: Pick<Session, 'output' | 'now'>) {
  let failures = 0;
  let nextLineAt = Number.NEGATIVE_INFINITY;

  function showProgress(progress: ProgressAnswer): void {
    const line = progressParts(progress).join('  ');
    if (output.form === 'terminal') output.redraw(`${bar(progress.progress)} ${line}`);
    else showLine(line.trimStart());
  }

  function showLine(line: string): void {
    const time = now();
    if (time < nextLineAt) return;
    nextLineAt = time + PLAIN_EVERY_MS;
    output.say(line);
  }

  /** An event names an image by its id alone, which tells nobody anything; its URL is shown at the end. */
  function showImage({ url, status, reason }: ImageAnswer): void {
    if (status !== 'failed') return;
    failures += 1;
    if (failures > MOST_FAILURES) return;
    const { code, title, detail = title } = reason ?? {};
    output.say(['failed', url, detail, code && `(${code})`].filter(Boolean).join('  '));
    if (failures === MOST_FAILURES) output.say('Further failures are only counted until the end.');
  }

  return {
    show(watched: WatchEvent): void {
      output.data(watched);
      if (watched.event === 'image') showImage(watched.data);
      else if (watched.event === 'snapshot' || watched.event === 'progress') showProgress(watched.data);
    },
    /** Takes the bar away. */
    end: () => output.redraw(),
  };
}

function bar(percent: number): string {
  const filled = Math.max(0, Math.min(BAR, Math.floor((BAR * percent) / 100)));
  return '█'.repeat(filled) + '░'.repeat(BAR - filled);
}

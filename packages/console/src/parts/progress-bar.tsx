import { number } from '../words/format.ts';
import { t } from '../words/words.ts';

type Counts = { images: number; compressed: number; failed: number };

/** How far a request is, with what failed as a part of its own. */
export function ProgressBar({ counts, live, label }: { counts: Counts; live: boolean; label: string }) {
  const { images, compressed, failed } = counts;
  const share = (count: number) => `${images === 0 ? 0 : (100 * count) / images}%`;
  const ended = compressed + failed;
  return (
    <div
      class={live ? 'progress live' : 'progress'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={images}
      aria-valuenow={ended}
      aria-valuetext={t('progress.text', { ended: number(ended), images: number(images) })}
    >
      <span class="progress-good" style={{ inlineSize: share(compressed) }} />
      <span class="progress-bad" style={{ inlineSize: share(failed) }} />
    </div>
  );
}

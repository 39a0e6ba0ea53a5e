import { t } from '../words/words.ts';

/** Asks for the next page of a list; nothing when there is none. */
export function More({ more, onMore }: { more: boolean | undefined; onMore: () => void }) {
  if (!more) return null;
  return (
    <p class="more">
      <button type="button" class="button" onClick={onMore}>
        {t('more')}
      </button>
    </p>
  );
}

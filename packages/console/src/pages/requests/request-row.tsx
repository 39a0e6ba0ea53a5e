import { Link } from 'wouter-preact';
import { hasEnded, type Request } from '../../api/shapes.ts';
import { savedShare } from '../../live/sums.ts';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { StateBadge } from '../../parts/state.tsx';
import { ago, bytes, moment, number, percent } from '../../words/format.ts';
import { t } from '../../words/words.ts';

/** A request in one line: what it is, how far it is, what it brought. */
export function RequestRow({ request }: { request: Request }) {
  const { id, filename, counts, createdAt } = request;
  const ended = hasEnded(request);
  return (
    <article class="request-row">
      <div class="request-name">
        <Link href={`/requests/${id}`} class="name cover">
          {filename}
        </Link>
        <span class="quiet">
          <time dateTime={createdAt} title={moment(createdAt, 'second')}>
            {ago(createdAt, new Date())}
          </time>{' '}
          · <span class="mono">{id.slice(0, 8)}</span>
        </span>
      </div>
      <StateBadge request={request} />
      <div class="request-progress">
        <ProgressBar counts={counts} live={!ended} label={t('progress.of', { name: filename })} />
        <span class="quiet">
          {ended
            ? t('row.images', { count: counts.images })
            : t('progress.text', {
                ended: number(counts.compressed + counts.failed),
                images: number(counts.images),
              })}
          {counts.reused > 0 && <> · {t('row.reused', { count: counts.reused })}</>}
          {counts.failed > 0 && <span class="bad-text"> · {t('row.failed', { count: counts.failed })}</span>}
        </span>
      </div>
      <Saved request={request} />
    </article>
  );
}

function Saved({ request }: { request: Request }) {
  const share = savedShare(request.bytes);
  if (share === null) return <div class="request-saved quiet">–</div>;
  return (
    <div class="request-saved">
      <strong>−{percent(share)}</strong>
      <span class="quiet">{t('row.saved', { bytes: bytes(request.bytes.saved) })}</span>
    </div>
  );
}

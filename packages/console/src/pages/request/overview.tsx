import { useRef, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { hasEnded, type Request } from '../../api/shapes.ts';
import { useEvery } from '../../live/loaded.ts';
import { imagesLeft, savedShare, timeLeft } from '../../live/sums.ts';
import { type Figure, Figures } from '../../parts/figures.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { bytes, duration, moment, number, percent } from '../../words/format.ts';
import { t } from '../../words/words.ts';

/** How far a request is, and what it has brought so far. */
export function Overview({ request }: { request: Request }) {
  const { counts, filename } = request;
  const ended = hasEnded(request);
  return (
    <section class="card overview" aria-label={t('overview')}>
      <div class="overview-top">
        <Share request={request} />
        <Bytes request={request} />
      </div>
      <ProgressBar counts={counts} live={!ended} label={t('progress.of', { name: filename })} />
      {ended ? (
        <Figures figures={[...countFigures(request), ...endFigures(request)]} />
      ) : (
        <Live request={request} />
      )}
    </section>
  );
}

function Share({ request: { counts, progress, status } }: { request: Request }) {
  const ended = counts.compressed + counts.failed;
  const share = status === 'completed' ? 1 : Math.min(progress / 100, 0.99);
  return (
    <p class="share">
      <span class="share-number">{percent(share)}</span>
      <span class="quiet">{t('progress.text', { ended: number(ended), images: number(counts.images) })}</span>
    </p>
  );
}

function Bytes({ request: { bytes: sizes } }: { request: Request }) {
  const share = savedShare(sizes);
  if (share === null) return null;
  return (
    <p class="saving">
      <span class="saving-number">−{percent(share)}</span>
      <span class="quiet">
        {t('overview.bytes', { before: bytes(sizes.source), after: bytes(sizes.output) })}
      </span>
    </p>
  );
}

function countFigures({ counts, bytes: sizes }: Request): Figure[] {
  return [
    { name: t('figure.compressed'), value: number(counts.compressed) },
    ...(counts.reused > 0 ? [{ name: t('figure.reused'), value: number(counts.reused) }] : []),
    ...(sizes.notDownloaded > 0
      ? [{ name: t('figure.notDownloaded'), value: bytes(sizes.notDownloaded) }]
      : []),
    {
      name: t('figure.failed'),
      value: number(counts.failed),
      ...(counts.failed > 0 && { tone: 'bad' as const }),
    },
    { name: t('figure.products'), value: number(counts.products) },
    ...(counts.rejected > 0
      ? [{ name: t('figure.rejected'), value: number(counts.rejected), tone: 'warn' as const }]
      : []),
  ];
}

function endFigures({ durationMs, completedAt, updatedAt }: Request): Figure[] {
  return [
    ...(durationMs === null ? [] : [{ name: t('figure.duration'), value: duration(durationMs) }]),
    { name: t('figure.ended'), value: moment(completedAt ?? updatedAt), tone: 'text' as const },
  ];
}

/** After this time without an image that ended, there may be something to look into. */
const STALLED_AFTER_MS = 20_000;

/** The time that is left is counted down between two events. */
function Live({ request }: { request: Request }) {
  const [now, setNow] = useState(() => Date.now());
  useEvery(1000, () => setNow(Date.now()));
  const ended = request.counts.compressed + request.counts.failed;
  const last = useRef({ ended, at: now });
  if (last.current.ended !== ended) last.current = { ended, at: now };
  const still = now - last.current.at;
  const { rate, estimatedEndAt, counts } = request;
  const left = timeLeft(estimatedEndAt, now);
  return (
    <>
      {still > STALLED_AFTER_MS && (
        <Notice tone="warn" title={t('live.stalled', { time: duration(still) })}>
          <p>
            <Link href="/system">{t('live.stalledHint')}</Link>
          </p>
        </Notice>
      )}
      <Figures
        figures={[
          ...countFigures(request),
          { name: t('figure.left'), value: number(imagesLeft(counts)) },
          {
            name: t('figure.rate'),
            value: rate === null ? '–' : t('figure.perSecond', { rate: number(rate, 1) }),
          },
          { name: t('figure.timeLeft'), value: left === null ? '–' : duration(Math.max(1000, left)) },
        ]}
      />
    </>
  );
}

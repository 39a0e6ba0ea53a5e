import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { hasEnded, type ImageOutcome, type Request } from '../../api/shapes.ts';
import { announce, quarterOf } from '../../live/announce.ts';
import { useRequest } from '../../live/use-request.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure, Notice } from '../../parts/notice.tsx';
import { percent } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { Audit } from './audit/audit.tsx';
import { Deliveries } from './deliveries.tsx';
import { Details } from './details.tsx';
import { Failures } from './failures.tsx';
import { ImageGrid } from './image-grid.tsx';
import { Overview } from './overview.tsx';
import { RequestHead } from './request-head.tsx';
import { Timeline } from './timeline.tsx';

const SECTIONS = ['images', 'failures', 'audit', 'deliveries', 'timeline', 'details'] as const;
type Section = (typeof SECTIONS)[number];

const isSection = (text: string | undefined): text is Section => SECTIONS.some((section) => section === text);

/** One request, live. */
export function RequestPage({ id, section }: { id: string; section?: string | undefined }) {
  const listeners = useRef(new Set<(images: readonly ImageOutcome[]) => void>());
  const { request, waiting, deleted, error } = useRequest(id, (images) => {
    for (const listener of listeners.current) listener(images);
  });
  const listen = useCallback((listener: (images: readonly ImageOutcome[]) => void) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  }, []);
  useAnnouncedProgress(request);
  if (deleted) return <Gone />;
  if (!request) {
    return error === null ? <Loading /> : <NotThere error={error} />;
  }
  const shown = isSection(section) ? section : 'images';
  return (
    <>
      <RequestHead request={request} />
      {waiting && <Notice tone="warn" title={t('live.waiting')} />}
      {error !== null && <Failure error={error} />}
      <Overview request={request} />
      <Sections request={request} shown={shown} />
      <section class="section" aria-label={t(`section.${shown}`)}>
        {shown === 'images' && <ImageGrid request={request} listen={listen} />}
        {shown === 'failures' && <Failures request={request} />}
        {shown === 'audit' && <Audit request={request} />}
        {shown === 'deliveries' && <Deliveries request={request} />}
        {shown === 'timeline' && <Timeline request={request} />}
        {shown === 'details' && <Details request={request} />}
      </section>
    </>
  );
}

/** Tells the start of each quarter, and the end. */
function useAnnouncedProgress(request: Request | null): void {
  const [told, setTold] = useState<string | null>(null);
  const ended = request !== null && hasEnded(request);
  const now = request && `${request.id} ${ended ? 'end' : quarterOf(request.progress)}`;
  useEffect(() => {
    if (!request || now === told) return;
    setTold(now);
    // What was so when the page was opened is read from the page.
    if (told === null) return;
    const { images, compressed, failed } = request.counts;
    if (ended)
      announce(
        t(`announce.${request.status === 'cancelled' ? 'cancelled' : 'done'}`, { compressed, failed }),
      );
    else announce(t('announce.progress', { share: percent((compressed + failed) / Math.max(1, images)) }));
  }, [now]);
}

function Sections({ request, shown }: { request: Request; shown: Section }) {
  const { images, failed } = request.counts;
  const counts: Partial<Record<Section, number>> = { images, failures: failed };
  return (
    <nav class="tabs" aria-label={t('sections')}>
      {SECTIONS.map((section) => (
        <Link
          key={section}
          href={`/requests/${request.id}/${section}`}
          aria-current={section === shown ? 'page' : undefined}
          replace
        >
          {t(`section.${section}`)}
          {counts[section] !== undefined && <Count of={counts[section]} bad={section === 'failures'} />}
        </Link>
      ))}
    </nav>
  );
}

function Count({ of, bad }: { of: number; bad: boolean }) {
  return <span class={bad && of > 0 ? 'count bad' : 'count'}>{t('count', { count: of })}</span>;
}

function Loading() {
  return (
    <div aria-busy="true">
      <h1 tabIndex={-1} class="sr-only">
        {t('request.loading')}
      </h1>
      <div class="skeleton head" />
      <div class="skeleton block" />
    </div>
  );
}

function NotThere({ error }: { error: unknown }) {
  return (
    <>
      <header class="page-head">
        <h1 tabIndex={-1}>{t('request.title')}</h1>
      </header>
      <Failure error={error} />
      <p>
        <Link href="/requests">{t('request.back')}</Link>
      </p>
    </>
  );
}

function Gone() {
  return (
    <>
      <h1 tabIndex={-1} class="sr-only">
        {t('request.title')}
      </h1>
      <Empty icon="trash" title={t('request.gone')}>
        <div class="actions">
          <Link href="/requests" class="button">
            {t('request.back')}
          </Link>
        </div>
      </Empty>
    </>
  );
}

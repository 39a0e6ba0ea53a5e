import { useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { answered, api } from '../../api/client.ts';
import { hasEnded, type Request } from '../../api/shapes.ts';
import { chooseForStart, fetchSample } from '../../live/chosen-source.ts';
import { useLoaded, useRested } from '../../live/loaded.ts';
import { loadPages } from '../../live/pages-so-far.ts';
import { Empty } from '../../parts/empty.tsx';
import { Icon } from '../../parts/icon.tsx';
import { More } from '../../parts/more.tsx';
import { Narrowing } from '../../parts/narrowing.tsx';
import { Failure } from '../../parts/notice.tsx';
import { t } from '../../words/words.ts';
import { FILTER_NAMES, FILTERS, type Filter } from './filters.ts';
import { RequestRow } from './request-row.tsx';

const LIVE_MS = 1500;
const CALM_MS = 15_000;

/** All requests, the newest first, with what happens to them. */
export function RequestsPage() {
  const [filter, setFilter] = useState<Filter>('all');
  const [typed, setTyped] = useState('');
  const [pages, setPages] = useState(1);
  const [live, setLive] = useState(false);
  const search = useRested(typed.trim(), 200);
  const { data, error, loading, reload } = useLoaded(
    async (signal) => {
      // From the newest on, so that what changed on any page is seen.
      const list = await loadPages<Request>(pages, (page) => {
        const query = { ...page, ...FILTERS[filter], ...(search && { search }) };
        return answered(api.GET('/v1/requests', { params: { query }, signal }));
      });
      setLive(list.items.some((request) => !hasEnded(request)));
      return list;
    },
    [filter, search, pages],
    live ? LIVE_MS : CALM_MS,
  );
  const narrowed = filter !== 'all' || search !== '';
  return (
    <>
      <header class="page-head">
        <h1 tabIndex={-1}>{t('requests.title')}</h1>
        <Link href="/" class="button primary">
          <Icon name="plus" /> {t('requests.new')}
        </Link>
      </header>
      <Narrowing
        search={{ label: t('requests.search'), text: typed, onType: setTyped }}
        label={t('requests.filter')}
        choices={FILTER_NAMES.map((value) => ({ value, label: t(`filter.${value}`) }))}
        chosen={filter}
        onChoose={setFilter}
      />
      {error !== null && <Failure error={error} retry={reload} />}
      {data && data.items.length > 0 && (
        <ul class="request-list" aria-label={t('requests.title')} aria-busy={loading && !live}>
          {data.items.map((request) => (
            <li key={request.id}>
              <RequestRow request={request} />
            </li>
          ))}
        </ul>
      )}
      {!data && error === null && <Waiting />}
      {data?.items.length === 0 && (narrowed ? <NothingFound /> : <NothingYet />)}
      <More more={data?.more} onMore={() => setPages(pages + 1)} />
    </>
  );
}

function Waiting() {
  return (
    <ul class="request-list" aria-hidden="true">
      {[0, 1, 2].map((row) => (
        <li key={row} class="skeleton row" />
      ))}
    </ul>
  );
}

function NothingFound() {
  return (
    <Empty icon="search" title={t('requests.noneFound')}>
      <p>{t('requests.noneFoundHint')}</p>
    </Empty>
  );
}

function NothingYet() {
  const [, go] = useLocation();
  const { data: sample } = useLoaded(fetchSample, []);
  const trySample = (file: File) => {
    chooseForStart({ kind: 'file', file });
    go('/');
  };
  return (
    <Empty icon="image" title={t('requests.none')}>
      <p>{t('requests.noneHint')}</p>
      <div class="actions">
        <button type="button" class="button primary" onClick={() => go('/')}>
          {t('requests.first')}
        </button>
        {sample && (
          <button type="button" class="button" onClick={() => trySample(sample)}>
            {t('sample.try')}
          </button>
        )}
      </div>
    </Empty>
  );
}

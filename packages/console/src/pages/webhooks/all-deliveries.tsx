import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { answered, api } from '../../api/client.ts';
import { DELIVERY_STATES, type Delivery, type DeliveryState } from '../../api/shapes.ts';
import { useLoaded } from '../../live/loaded.ts';
import { loadPages } from '../../live/pages-so-far.ts';
import { DeliveryCard } from '../../parts/delivery-card.tsx';
import { Empty } from '../../parts/empty.tsx';
import { More } from '../../parts/more.tsx';
import { Narrowing } from '../../parts/narrowing.tsx';
import { Failure } from '../../parts/notice.tsx';
import { t } from '../../words/words.ts';

const EVERY_MS = 5000;
type Filter = DeliveryState | 'all';

/** The deliveries of all requests, with how they ended. */
export function AllDeliveries() {
  const [filter, setFilter] = useState<Filter>('all');
  const [pages, setPages] = useState(1);
  const { data, error, reload } = useLoaded(
    (signal) =>
      loadPages<Delivery>(pages, (page) => {
        const query = { ...page, ...(filter !== 'all' && { outcome: filter }) };
        return answered(api.GET('/v1/deliveries', { params: { query }, signal }));
      }),
    [filter, pages],
    EVERY_MS,
  );
  const choices: readonly Filter[] = ['all', ...DELIVERY_STATES];
  return (
    <section aria-labelledby="deliveries-title" class="section">
      <div class="section-head">
        <h2 id="deliveries-title">{t('webhooks.deliveries')}</h2>
        <Narrowing
          label={t('webhooks.filter')}
          choices={choices.map((value) => ({
            value,
            label: value === 'all' ? t('webhooks.all') : t(`outcome.${value}`),
          }))}
          chosen={filter}
          onChoose={setFilter}
        />
      </div>
      {error !== null && <Failure error={error} retry={reload} />}
      {!data && error === null && <div class="skeleton block" aria-busy="true" />}
      {data?.items.length === 0 && <Nothing narrowed={filter !== 'all'} />}
      <ul class="groups">
        {data?.items.map((delivery) => (
          <li key={delivery.id}>
            <DeliveryCard delivery={delivery} open={false} onRedelivered={reload}>
              {' · '}
              <Link href={`/requests/${delivery.requestId}/deliveries`}>
                {t('delivery.request')} {delivery.requestId.slice(0, 8)}
              </Link>
            </DeliveryCard>
          </li>
        ))}
      </ul>
      <More more={data?.more} onMore={() => setPages(pages + 1)} />
    </section>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  return (
    <Empty icon="hook" title={t(narrowed ? 'webhooks.noneFound' : 'webhooks.none')}>
      {!narrowed && <p>{t('webhooks.noneHint')}</p>}
    </Empty>
  );
}

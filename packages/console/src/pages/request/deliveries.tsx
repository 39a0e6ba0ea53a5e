import { answered, api } from '../../api/client.ts';
import { hasEnded, type Request } from '../../api/shapes.ts';
import { useLoaded } from '../../live/loaded.ts';
import { DeliveryCard } from '../../parts/delivery-card.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/notice.tsx';
import { t } from '../../words/words.ts';

const EVERY_MS = 3000;

/** The webhooks of a request, with each attempt. */
export function Deliveries({ request }: { request: Request }) {
  const { id, webhookUrl } = request;
  const { data, error, reload } = useLoaded(
    (signal) => answered(api.GET('/v1/requests/{id}/deliveries', { params: { path: { id } }, signal })),
    [id, hasEnded(request)],
    EVERY_MS,
  );
  if (error !== null) return <Failure error={error} retry={reload} />;
  if (!data) return <div class="skeleton block" aria-busy="true" />;
  if (data.items.length === 0) {
    return (
      <Empty icon="hook" title={t(webhookUrl ? 'deliveries.notYet' : 'deliveries.none')}>
        <p>{webhookUrl ? <code class="name">{webhookUrl}</code> : t('deliveries.noneHint')}</p>
      </Empty>
    );
  }
  return (
    <>
      <h2 class="sr-only">{t('section.deliveries')}</h2>
      <ul class="groups">
        {data.items.map((delivery) => (
          <li key={delivery.id}>
            <DeliveryCard delivery={delivery} open onRedelivered={reload} />
          </li>
        ))}
      </ul>
    </>
  );
}

import { useState } from 'preact/hooks';
import { answered, api } from '../../../api/client.ts';
import { download } from '../../../api/downloads.ts';
import { type AuditCategory, type Channel, hasEnded, type Request } from '../../../api/shapes.ts';
import { quarterOf } from '../../../live/announce.ts';
import { useLoaded } from '../../../live/loaded.ts';
import { useChannels } from '../../../live/use-channels.ts';
import { Icon } from '../../../parts/icon.tsx';
import { Failure, Notice } from '../../../parts/notice.tsx';
import { t } from '../../../words/words.ts';
import { type Asked, queryOf } from './asked.ts';
import { AuditedProducts } from './audited-products.tsx';
import { Sums } from './sums.tsx';

/** What some channels have rules of their own for. */
const CATEGORIES = ['apparel', 'vehicles'] as const satisfies AuditCategory[];

/** Whether the images meet the rules of a sales channel: in numbers, then product by product. */
export function Audit({ request }: { request: Request }) {
  const channels = useChannels();
  const [asked, setAsked] = useState<Asked | null>(null);
  if (channels.error !== null) return <Failure error={channels.error} retry={channels.reload} />;
  if (!channels.data) return <div class="skeleton block" aria-busy="true" />;
  const { items } = channels.data;
  const first = request.channels?.[0] ?? items[0]?.channel ?? '';
  const now = asked ?? { channel: first, asOf: '', category: '' };
  return (
    <>
      <Choice request={request} channels={items} asked={now} onAsk={setAsked} />
      <Judgement request={request} asked={now} />
    </>
  );
}

type ChoiceProps = {
  request: Request;
  channels: readonly Channel[];
  asked: Asked;
  onAsk: (asked: Asked) => void;
};

function Choice({ request: { id, filename }, channels, asked, onAsk }: ChoiceProps) {
  const query = new URLSearchParams({ ...queryOf(asked), channel: asked.channel });
  const name = `${filename.replace(/\.\w{1,5}$/, '')}-audit.csv`;
  return (
    <div class="section-head audit-choice">
      <label class="field">
        <span class="field-name">{t('audit.channel')}</span>
        <select
          value={asked.channel}
          onChange={({ currentTarget }) => onAsk({ ...asked, channel: currentTarget.value })}
        >
          {channels.map(({ channel, name: title }) => (
            <option key={channel} value={channel}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="field-name">{t('audit.asOf')}</span>
        <input
          type="date"
          value={asked.asOf}
          onChange={({ currentTarget }) => onAsk({ ...asked, asOf: currentTarget.value })}
        />
      </label>
      <label class="field">
        <span class="field-name">{t('audit.category')}</span>
        <select
          value={asked.category}
          onChange={({ currentTarget: { value } }) =>
            onAsk({ ...asked, category: CATEGORIES.find((category) => category === value) ?? '' })
          }
        >
          {(['', ...CATEGORIES] as const).map((category) => (
            <option key={category} value={category}>
              {t(`category.${category || 'any'}`)}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="button"
        onClick={() => void download(`/v1/requests/${id}/audit.csv?${query}`, name)}
      >
        <Icon name="download" /> {t('audit.save')}
      </button>
    </div>
  );
}

/** Counted again at each quarter of the progress: it looks at every product. */
function Judgement({ request, asked }: { request: Request; asked: Asked }) {
  const { id, progress } = request;
  const stage = hasEnded(request) ? 'ended' : quarterOf(progress);
  const { data, error, reload } = useLoaded(
    (signal) => {
      const params = { path: { id }, query: queryOf(asked) };
      return answered(api.GET('/v1/requests/{id}/audit/summary', { params, signal }));
    },
    [id, asked.channel, asked.asOf, asked.category, stage],
  );
  if (error !== null) return <Failure error={error} retry={reload} />;
  const [sum] = data?.channels ?? [];
  // That of the channel before stays until this one's is there.
  if (!data || !sum || sum.channel !== asked.channel) return <div class="skeleton block" aria-busy="true" />;
  return (
    <>
      {data.nextCursor !== null && <Notice tone="info" title={t('audit.part')} />}
      {data.withoutImages && (
        <Notice tone="info" title={t('audit.leftOut', { count: data.withoutImages.products })}>
          <p>{t('audit.leftOutHint')}</p>
        </Notice>
      )}
      <Sums sum={sum} asOf={data.asOf} />
      <AuditedProducts
        key={`${asked.channel} ${asked.asOf} ${asked.category}`}
        id={id}
        asked={asked}
        sum={sum}
        stage={String(stage)}
      />
    </>
  );
}

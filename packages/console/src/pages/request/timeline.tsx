import { useState } from 'preact/hooks';
import { answered, api } from '../../api/client.ts';
import type { LoggedEvent, Request } from '../../api/shapes.ts';
import { useLoaded } from '../../live/loaded.ts';
import { loadPages } from '../../live/pages-so-far.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { More } from '../../parts/more.tsx';
import { Failure } from '../../parts/notice.tsx';
import { moment, number, timeOfDay } from '../../words/format.ts';
import { hasText, t } from '../../words/words.ts';

/** What happened to a request, as it stands in the log. */
export function Timeline({ request }: { request: Request }) {
  const { id, status } = request;
  const [everything, setEverything] = useState(false);
  const [pages, setPages] = useState(1);
  const { data, error, reload } = useLoaded(
    (signal) =>
      loadPages<LoggedEvent>(pages, (page) => {
        const query = { ...page, milestones: !everything };
        return answered(api.GET('/v1/requests/{id}/log', { params: { path: { id }, query }, signal }));
      }),
    [id, status, everything, pages],
  );
  return (
    <>
      <div class="section-head">
        <p class="quiet">{t('timeline.lead')}</p>
        <label class="check">
          <input
            type="checkbox"
            checked={everything}
            onChange={({ currentTarget }) => {
              setEverything(currentTarget.checked);
              setPages(1);
            }}
          />
          <span>{t('timeline.everything')}</span>
        </label>
      </div>
      {error !== null && <Failure error={error} retry={reload} />}
      {!data && error === null && <div class="skeleton block" aria-busy="true" />}
      {data && (
        <ol class="timeline">
          {data.items.map((event) => (
            <li key={event.sequence}>
              <Logged event={event} />
            </li>
          ))}
        </ol>
      )}
      <More more={data?.more} onMore={() => setPages(pages + 1)} />
    </>
  );
}

function Logged({ event }: { event: LoggedEvent }) {
  const [opened, setOpened] = useState(false);
  const { sequence, type, time } = event;
  const key = `event.${type}`;
  const text = opened ? JSON.stringify(event, null, 2) : '';
  return (
    <details open={opened} onToggle={({ currentTarget }) => setOpened(currentTarget.open)}>
      <summary>
        <time dateTime={time} title={moment(time, 'second')} class="mono quiet">
          {timeOfDay(time)}
        </time>
        <strong>{hasText(key) ? t(key) : type}</strong>
        <code class="quiet">{type}</code>
        <span class="quiet mono">#{number(sequence)}</span>
      </summary>
      {opened && (
        <div class="json">
          <CopyButton text={text} label={t('copyJson')} />
          <pre>{text}</pre>
        </div>
      )}
    </details>
  );
}

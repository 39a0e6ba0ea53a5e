import { useState } from 'preact/hooks';
import { answered, api } from '../../api/client.ts';
import { download } from '../../api/downloads.ts';
import { type FailureGroup, hasEnded, type Image, type Request } from '../../api/shapes.ts';
import { useLoaded } from '../../live/loaded.ts';
import { loadPages } from '../../live/pages-so-far.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Icon } from '../../parts/icon.tsx';
import { More } from '../../parts/more.tsx';
import { Failure } from '../../parts/notice.tsx';
import { number } from '../../words/format.ts';
import { meaningOf, t } from '../../words/words.ts';

const LIVE_MS = 3000;

/** What failed, grouped by the reason, with what to do about it and where it stands. */
export function Failures({ request }: { request: Request }) {
  const { id, counts, filename } = request;
  const { data, error, reload } = useLoaded(
    (signal) => answered(api.GET('/v1/requests/{id}/failures', { params: { path: { id } }, signal })),
    [id, counts.failed === 0, hasEnded(request)],
    hasEnded(request) ? undefined : LIVE_MS,
  );
  if (error !== null) return <Failure error={error} retry={reload} />;
  if (!data) return <div class="skeleton block" aria-busy="true" />;
  if (data.items.length === 0) {
    return <Empty icon="check" title={t(hasEnded(request) ? 'failures.none' : 'failures.noneYet')} />;
  }
  const save = () =>
    void download(`/v1/requests/${id}/failed.csv`, `${filename.replace(/\.\w{1,5}$/, '')}-failed.csv`);
  return (
    <>
      <div class="section-head">
        <h2>{t('failures.title', { count: data.items.reduce((sum, { images }) => sum + images, 0) })}</h2>
        <button type="button" class="button" onClick={save}>
          <Icon name="download" /> {t('failures.save')}
        </button>
      </div>
      <ul class="groups">
        {data.items.map((group, index) => (
          <li key={group.code}>
            <Group id={id} group={group} open={index === 0} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Group({ id, group, open }: { id: string; group: FailureGroup; open: boolean }) {
  const [opened, setOpened] = useState(open);
  return (
    <details class="card group" open={opened} onToggle={({ currentTarget }) => setOpened(currentTarget.open)}>
      <summary>
        <span class="count bad">{number(group.images)}</span>
        <h3>{meaningOf(group.code, group.title)}</h3>
        <code class="quiet">{group.code}</code>
      </summary>
      <p class="hint">
        <Icon name="info" /> {group.hint}
      </p>
      {opened && <FailedImages id={id} group={group} />}
    </details>
  );
}

function FailedImages({ id, group }: { id: string; group: FailureGroup }) {
  const [pages, setPages] = useState(1);
  const { data, error, reload } = useLoaded(
    (signal) =>
      loadPages<Image>(pages, (page) => {
        const query = { ...page, reason: group.code, rows: true };
        return answered(api.GET('/v1/requests/{id}/images', { params: { path: { id }, query }, signal }));
      }),
    [id, group.code, group.images, pages],
  );
  if (error !== null) return <Failure error={error} retry={reload} />;
  if (!data) return <div class="skeleton row" aria-busy="true" />;
  return (
    <>
      <table class="table stacking">
        <thead>
          <tr>
            <th scope="col">{t('failures.image')}</th>
            <th scope="col">{t('failures.what')}</th>
            <th scope="col">{t('failures.rows')}</th>
          </tr>
        </thead>
        <tbody>
          {data.items.map((image) => (
            <tr key={image.id}>
              <th scope="row" class="url">
                <a href={image.url} target="_blank" rel="noreferrer noopener" class="name">
                  {image.url}
                </a>
                <CopyButton text={image.url} label={t('copyUrl')} />
              </th>
              <td>{image.reason?.detail}</td>
              <td>
                <RowsOf image={image} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <More more={data?.more} onMore={() => setPages(pages + 1)} />
    </>
  );
}

const ROWS_SHOWN = 3;

function RowsOf({ image: { rows = [], rowsOmitted = 0 } }: { image: Image }) {
  const more = rows.length - ROWS_SHOWN + rowsOmitted;
  return (
    <ul class="plain">
      {rows.slice(0, ROWS_SHOWN).map(({ row, name, serial }) => (
        <li key={row}>
          <span class="quiet">{t('rows.row', { row })}</span> <span class="name">{name}</span>
          {serial !== String(row) && <span class="mono quiet"> {serial}</span>}
        </li>
      ))}
      {more > 0 && <li class="quiet">{t('rows.more', { count: more })}</li>}
    </ul>
  );
}

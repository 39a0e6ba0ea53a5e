import { useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { answered, api } from '../../api/client.ts';
import { download } from '../../api/downloads.ts';
import { hasEnded, type Request } from '../../api/shapes.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Failure } from '../../parts/notice.tsx';
import { StateBadge } from '../../parts/state.tsx';
import { t } from '../../words/words.ts';

type Asked = 'cancel' | 'delete' | null;

/** The name of a request, and what can be done with it. */
export function RequestHead({ request }: { request: Request }) {
  const { id, filename, counts, status, retryOf } = request;
  const [, go] = useLocation();
  const [asked, setAsked] = useState<Asked>(null);
  const { busy, error, attempt } = useAttempt();
  const ended = hasEnded(request);
  const path = { params: { path: { id } } };
  const retry = () =>
    attempt(async () => {
      const { id: retried } = await answered(api.POST('/v1/requests/{id}/retry', path));
      go(`/requests/${retried}`);
    });
  const answer = (confirmed: boolean) => {
    setAsked(null);
    if (!confirmed) return;
    if (asked === 'cancel') void attempt(() => answered(api.POST('/v1/requests/{id}/cancel', path)));
    if (asked === 'delete') {
      void attempt(async () => {
        await answered(api.DELETE('/v1/requests/{id}', path));
        go('/requests');
      });
    }
  };
  const retriable = ended && (counts.failed > 0 || status === 'cancelled');
  return (
    <>
      <p class="crumb">
        <Link href="/requests">
          <Icon name="left" /> {t('requests.title')}
        </Link>
      </p>
      <header class="page-head">
        <div>
          <h1 tabIndex={-1} class="name">
            {filename}
          </h1>
          <p class="under">
            <StateBadge request={request} />
            <span class="mono quiet">{id}</span>
            <CopyButton text={id} label={t('request.copyId')} />
            {retryOf && (
              <Link href={`/requests/${retryOf}`}>{t('request.retryOf', { id: retryOf.slice(0, 8) })}</Link>
            )}
          </p>
        </div>
        <div class="actions">
          <Downloads
            request={request}
            onDownload={(path, name) => void attempt(() => download(path, name))}
          />
          {retriable && (
            <button type="button" class="button" disabled={busy} onClick={() => void retry()}>
              <Icon name="retry" /> {t('request.retry')}
            </button>
          )}
          {!ended && (
            <button type="button" class="button" disabled={busy} onClick={() => setAsked('cancel')}>
              <Icon name="stop" /> {t('request.cancel')}
            </button>
          )}
          <button type="button" class="button" disabled={busy} onClick={() => setAsked('delete')}>
            <Icon name="trash" /> {t('request.delete')}
          </button>
        </div>
      </header>
      {error !== null && <Failure error={error} />}
      {asked && (
        <Confirm title={t(`${asked}.title`)} action={t(`${asked}.action`)} onAnswer={answer}>
          <p>{t(`${asked}.text`, { name: filename })}</p>
        </Confirm>
      )}
    </>
  );
}

/** Does one thing at a time, and keeps why the last one did not work. */
function useAttempt() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const attempt = async (what: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await what();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, attempt };
}

type DownloadsProps = { request: Request; onDownload: (path: string, filename: string) => void };

function Downloads({ request, onDownload }: DownloadsProps) {
  const { id, filename, counts } = request;
  const base = filename.replace(/\.\w{1,5}$/, '');
  const files = [
    { file: 'output.csv', name: `${base}-output.csv`, label: t('download.output'), there: true },
    {
      file: 'failed.csv',
      name: `${base}-failed.csv`,
      label: t('download.failed'),
      there: counts.failed + counts.rejected > 0,
    },
    { file: 'output.zip', name: `${base}.zip`, label: t('download.zip'), there: counts.compressed > 0 },
  ];
  return (
    <details class="menu" onFocusOut={closeWhenLeft} onKeyDown={closeOnEscape}>
      <summary class="button primary">
        <Icon name="download" /> {t('download.title')} <Icon name="down" />
      </summary>
      <ul>
        {files
          .filter(({ there }) => there)
          .map(({ file, name, label }) => (
            <li key={file}>
              <button
                type="button"
                onClick={({ currentTarget }) => {
                  currentTarget.closest('details')?.removeAttribute('open');
                  onDownload(`/v1/requests/${id}/${file}`, name);
                }}
              >
                <span>{label}</span>
                <span class="quiet">{file}</span>
              </button>
            </li>
          ))}
      </ul>
    </details>
  );
}

function closeWhenLeft({ currentTarget, relatedTarget }: FocusEvent): void {
  if (!(currentTarget instanceof HTMLDetailsElement)) return;
  if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) currentTarget.open = false;
}

function closeOnEscape({ key, currentTarget }: KeyboardEvent): void {
  if (key !== 'Escape' || !(currentTarget instanceof HTMLDetailsElement) || !currentTarget.open) return;
  currentTarget.open = false;
  currentTarget.querySelector('summary')?.focus();
}

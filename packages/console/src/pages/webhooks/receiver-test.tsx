import { useState } from 'preact/hooks';
import { answered, api } from '../../api/client.ts';
import type { WebhookEvent, WebhookTest } from '../../api/shapes.ts';
import { announce } from '../../live/announce.ts';
import { Failure, Notice } from '../../parts/notice.tsx';
import { duration } from '../../words/format.ts';
import { t } from '../../words/words.ts';

const EVENTS: readonly WebhookEvent[] = [
  'webhook.test',
  'request.completed',
  'request.progress',
  'request.failed_images',
];

/** Sends a test to a receiver, and shows what was sent and what came back. */
export function ReceiverTest() {
  const [url, setUrl] = useState('');
  const [event, setEvent] = useState<WebhookEvent>('webhook.test');
  const [state, setState] = useState<{ busy: boolean; result: WebhookTest | null; error: unknown }>({
    busy: false,
    result: null,
    error: null,
  });
  const send = async () => {
    setState({ busy: true, result: null, error: null });
    try {
      const result = await answered(api.POST('/v1/webhooks/test', { body: { url: url.trim(), event } }));
      setState({ busy: false, result, error: null });
      announce(summaryOf(result));
    } catch (error) {
      setState({ busy: false, result: null, error });
    }
  };
  return (
    <section class="card receiver-test" aria-labelledby="test-title">
      <h2 id="test-title">{t('webhooks.test')}</h2>
      <form
        class="test-form"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          void send();
        }}
      >
        <label class="field grow">
          <span class="field-name">{t('webhooks.url')}</span>
          <input
            type="url"
            required
            value={url}
            placeholder="https://shop.example/hooks/halftone"
            onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        </label>
        <label class="field">
          <span class="field-name">{t('webhooks.event')}</span>
          <select
            value={event}
            onChange={({ currentTarget: { value } }) =>
              setEvent(EVENTS.find((name) => name === value) ?? 'webhook.test')
            }
          >
            {EVENTS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <button type="submit" class="button primary" disabled={state.busy || url.trim() === ''}>
          {state.busy ? t('webhooks.sending') : t('webhooks.send')}
        </button>
      </form>
      <p class="field-note">{t('webhooks.testNote')}</p>
      {state.error !== null && <Failure error={state.error} />}
      {state.result && <Result result={state.result} />}
    </section>
  );
}

function summaryOf({ delivered, received, durationMs }: WebhookTest): string {
  if (!received) return t('webhooks.noAnswer');
  const params = { status: String(received.status), time: duration(durationMs) };
  return delivered ? t('webhooks.arrived', params) : t('webhooks.refused', params);
}

function Result({ result }: { result: WebhookTest }) {
  const { delivered, sent, received, error } = result;
  return (
    <>
      <Notice tone={delivered ? 'good' : 'bad'} title={summaryOf(result)}>
        {error && (
          <p>
            {error.detail} <code>{error.code}</code>
          </p>
        )}
      </Notice>
      <div class="two-columns">
        <Message
          title={t('webhooks.sent')}
          start={`POST ${sent.url}`}
          headers={sent.headers}
          body={sent.body}
        />
        {received ? (
          <Message
            title={t('webhooks.received')}
            start={String(received.status)}
            headers={received.headers}
            body={received.body}
            note={received.truncated ? t('webhooks.truncated') : undefined}
          />
        ) : (
          <p class="quiet">{t('webhooks.nothing')}</p>
        )}
      </div>
    </>
  );
}

type MessageProps = {
  title: string;
  start: string;
  headers: Record<string, string>;
  body: string;
  note?: string | undefined;
};

/** A message of HTTP as text. */
function Message({ title, start, headers, body, note }: MessageProps) {
  const head = [start, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n');
  return (
    <div class="message">
      <h3>{title}</h3>
      <pre>{body ? `${head}\n\n${body}` : head}</pre>
      {note && <p class="quiet">{note}</p>}
    </div>
  );
}

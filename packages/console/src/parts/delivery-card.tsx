import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { answered, api } from '../api/client.ts';
import type { Delivery, DeliveryAttempt } from '../api/shapes.ts';
import { announce } from '../live/announce.ts';
import { duration, moment, number } from '../words/format.ts';
import { t } from '../words/words.ts';
import { Icon } from './icon.tsx';
import { Failure } from './notice.tsx';

type Outcome = Delivery['status'];

const TONES: Record<Outcome, string> = {
  delivered: 'good',
  retrying: 'live',
  exhausted: 'bad',
  rejected: 'bad',
};

type Props = { delivery: Delivery; open: boolean; onRedelivered: () => void; children?: ComponentChildren };

/** One webhook: where it goes, how each attempt ended, and a way to send it again. */
export function DeliveryCard({ delivery, open, onRedelivered, children }: Props) {
  const { url, status, attempts } = delivery;
  return (
    <details class="card group delivery" open={open}>
      <summary>
        <span class={`badge ${TONES[status]}`}>{t(`outcome.${status}`)}</span>
        <h3 class="name">{url}</h3>
        <span class="quiet">{t('delivery.attempts', { count: attempts.length })}</span>
      </summary>
      <div class="section-head">
        <p class="quiet">
          <code>{delivery.event}</code> · <span class="mono">{delivery.id}</span>
          {children}
        </p>
        <Redeliver delivery={delivery} onRedelivered={onRedelivered} />
      </div>
      <Attempts attempts={attempts} />
    </details>
  );
}

function Redeliver({ delivery: { id }, onRedelivered }: Pick<Props, 'delivery' | 'onRedelivered'>) {
  const [state, setState] = useState<'idle' | 'busy' | 'asked'>('idle');
  const [error, setError] = useState<unknown>(null);
  const redeliver = async () => {
    setState('busy');
    setError(null);
    try {
      await answered(api.POST('/v1/deliveries/{id}/redeliver', { params: { path: { id } } }));
      setState('asked');
      announce(t('delivery.asked'));
      onRedelivered();
    } catch (failure) {
      setState('idle');
      setError(failure);
    }
  };
  return (
    <div>
      <button type="button" class="button small" disabled={state === 'busy'} onClick={() => void redeliver()}>
        <Icon name={state === 'asked' ? 'check' : 'send'} />{' '}
        {t(state === 'asked' ? 'delivery.asked' : 'delivery.again')}
      </button>
      {error !== null && <Failure error={error} />}
    </div>
  );
}

function Attempts({ attempts }: { attempts: readonly DeliveryAttempt[] }) {
  return (
    <table class="table stacking">
      <thead>
        <tr>
          <th scope="col">{t('attempt.number')}</th>
          <th scope="col">{t('attempt.when')}</th>
          <th scope="col">{t('attempt.answer')}</th>
          <th scope="col">{t('attempt.took')}</th>
          <th scope="col">{t('attempt.next')}</th>
        </tr>
      </thead>
      <tbody>
        {attempts.map((attempt) => (
          <tr key={`${attempt.attemptedAt} ${attempt.attempt}`}>
            <th scope="row">
              {number(attempt.attempt)}{' '}
              <span class={`badge ${TONES[attempt.outcome]}`}>{t(`outcome.${attempt.outcome}`)}</span>
            </th>
            <td>{moment(attempt.attemptedAt, 'second')}</td>
            <td>
              {attempt.statusCode !== null && <code>{attempt.statusCode}</code>} {attempt.error}
            </td>
            <td>{duration(attempt.durationMs)}</td>
            <td>{attempt.nextAttemptAt === null ? '–' : moment(attempt.nextAttemptAt, 'second')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

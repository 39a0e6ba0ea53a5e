import type { Consumer } from '../../api/shapes.ts';
import { ago, moment, number } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { type Advice, adviceOf, byUrgency } from './advice.ts';

const TONES: Record<Advice, string> = {
  never: 'off',
  stuck: 'bad',
  repeating: 'warn',
  working: 'live',
  idle: 'good',
};

/** Who reads the log, what waits for each, and what that means. */
export function Consumers({ consumers }: { consumers: readonly Consumer[] }) {
  const now = new Date();
  return (
    <section class="card" aria-labelledby="consumers-title">
      <h2 id="consumers-title">{t('consumers.title')}</h2>
      <table class="table stacking">
        <thead>
          <tr>
            <th scope="col">{t('consumers.who')}</th>
            <th scope="col">{t('consumers.state')}</th>
            <th scope="col">{t('consumers.pending')}</th>
            <th scope="col">{t('consumers.inHand')}</th>
            <th scope="col">{t('consumers.oldest')}</th>
          </tr>
        </thead>
        <tbody>
          {byUrgency(consumers, now.getTime()).map((one) => (
            <Row key={one.consumer} consumer={one} now={now} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ consumer, now }: { consumer: Consumer; now: Date }) {
  const advice = adviceOf(consumer, now.getTime());
  const { lag, service, consumer: name } = consumer;
  const cells = [
    [t('consumers.pending'), lag ? number(lag.pending) : '–'],
    [t('consumers.inHand'), lag ? inHandOf(lag) : '–'],
  ] as const;
  return (
    <tr>
      <th scope="row">
        {name} {name !== service && <span class="quiet">({service})</span>}
      </th>
      <td>
        <span class={`badge ${TONES[advice]}`}>{t(`advice.${advice}`)}</span>
        {(advice === 'stuck' || advice === 'repeating') && (
          <p class="quiet">{t(`adviceHint.${advice}`, { service })}</p>
        )}
      </td>
      {cells.map(([label, value]) => (
        <td key={label} data-label={label}>
          {value}
        </td>
      ))}
      <td data-label={t('consumers.oldest')}>
        {lag?.oldestAt ? (
          <time dateTime={lag.oldestAt} title={moment(lag.oldestAt, 'second')}>
            {ago(lag.oldestAt, now)}
          </time>
        ) : (
          '–'
        )}
      </td>
    </tr>
  );
}

function inHandOf({ unacknowledged, redelivered }: NonNullable<Consumer['lag']>): string {
  const again = redelivered > 0 ? ` (${t('consumers.again', { count: redelivered })})` : '';
  return `${number(unacknowledged)}${again}`;
}

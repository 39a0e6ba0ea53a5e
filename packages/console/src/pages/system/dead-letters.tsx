import { Link } from 'wouter-preact';
import type { System } from '../../api/shapes.ts';
import { moment, number } from '../../words/format.ts';
import { t } from '../../words/words.ts';

type Letters = NonNullable<System['deadLetters']>;

/** The events that could not be handled, and how to look into them. */
export function DeadLetters({ letters: { count, newest } }: { letters: Letters }) {
  return (
    <section class="card" aria-labelledby="letters-title">
      <h2 id="letters-title">
        {t('letters.title')} <span class={count > 0 ? 'count bad' : 'count'}>{number(count)}</span>
      </h2>
      {count === 0 ? (
        <p class="quiet">{t('letters.none')}</p>
      ) : (
        <>
          <p class="lead">
            {t('letters.hint')} <code>npm run dead-letters -- list</code>
          </p>
          <table class="table stacking">
            <thead>
              <tr>
                <th scope="col">{t('letters.event')}</th>
                <th scope="col">{t('letters.why')}</th>
                <th scope="col">{t('letters.request')}</th>
                <th scope="col">{t('letters.when')}</th>
              </tr>
            </thead>
            <tbody>
              {newest.map((letter) => (
                <tr key={letter.number}>
                  <th scope="row">
                    <span class="quiet">#{number(letter.number)}</span> <code>{letter.event ?? '–'}</code>
                  </th>
                  <td>
                    {letter.reason} <span class="quiet">({letter.consumer})</span>
                  </td>
                  <td>
                    {letter.requestId ? (
                      <Link href={`/requests/${letter.requestId}`} class="mono">
                        {letter.requestId.slice(0, 8)}
                      </Link>
                    ) : (
                      '–'
                    )}
                  </td>
                  <td>{moment(letter.movedAt, 'second')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

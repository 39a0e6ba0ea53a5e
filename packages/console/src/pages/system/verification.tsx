import { Link } from 'wouter-preact';
import type { System } from '../../api/shapes.ts';
import { Notice } from '../../parts/notice.tsx';
import { duration, moment, number } from '../../words/format.ts';
import { t } from '../../words/words.ts';

type Found = NonNullable<System['verification']> | null;

/** What the last verification of all requests found. */
export function Verification({ verification }: { verification: Found }) {
  return (
    <section class="card" aria-labelledby="verification-title">
      <h2 id="verification-title">{t('verification.title')}</h2>
      {verification ? (
        <Result verification={verification} />
      ) : (
        <p class="quiet">
          {t('verification.none')} <code>npm run verify -- --all</code>
        </p>
      )}
    </section>
  );
}

function Result({ verification }: { verification: NonNullable<Found> }) {
  const { consistent, at, durationMs, requests, inconsistent, found } = verification;
  const codes = Object.entries(found);
  return (
    <>
      <Notice
        tone={consistent ? 'good' : 'bad'}
        title={t(consistent ? 'verification.good' : 'verification.bad')}
      >
        <p>{t('verification.when', { count: requests, when: moment(at), time: duration(durationMs) })}</p>
      </Notice>
      {codes.length > 0 && (
        <ul class="facts">
          {codes.map(([code, count]) => (
            <li key={code}>
              <code>{code}</code> × {number(count)}
            </li>
          ))}
        </ul>
      )}
      {inconsistent.length > 0 && (
        <ul class="plain">
          {inconsistent.map((id) => (
            <li key={id}>
              <Link href={`/requests/${id}`} class="mono name">
                {id}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

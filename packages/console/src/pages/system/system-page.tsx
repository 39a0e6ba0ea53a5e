import { answered, api } from '../../api/client.ts';
import type { System } from '../../api/shapes.ts';
import { useLoaded } from '../../live/loaded.ts';
import { type Figure, Figures } from '../../parts/figures.tsx';
import { Failure, Notice } from '../../parts/notice.tsx';
import { bytes, number, percent } from '../../words/format.ts';
import { hasText, t } from '../../words/words.ts';
import { Consumers } from './consumers.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Verification } from './verification.tsx';

const EVERY_MS = 2000;

/** What runs, how far behind it is, and what could not be done. */
export function SystemPage() {
  const { data, error, reload } = useLoaded(
    (signal) => answered(api.GET('/v1/system', { signal })),
    [],
    EVERY_MS,
  );
  return (
    <>
      <header class="page-head">
        <div>
          <h1 tabIndex={-1}>{t('system.title')}</h1>
          <p class="lead">{t('system.lead')}</p>
        </div>
      </header>
      {error !== null && <Failure error={error} retry={reload} />}
      {!data && error === null && <div class="skeleton block" aria-busy="true" />}
      {data && <State system={data} />}
    </>
  );
}

function State({ system }: { system: System }) {
  const { operator, consumers, deadLetters, verification } = system;
  return (
    <div class="stack">
      <Readiness system={system} />
      {!operator && <Notice tone="info" title={t('system.operators')} />}
      {consumers && <Consumers consumers={consumers} />}
      {deadLetters && <DeadLetters letters={deadLetters} />}
      {operator && verification !== undefined && <Verification verification={verification} />}
      <Versions versions={system.versions} />
    </div>
  );
}

function Readiness({ system: { ready, uploads, details = [], checks, log } }: { system: System }) {
  const all = ready && uploads !== 'refused' && Object.values(checks).every((check) => check === 'ok');
  const title = !ready
    ? 'system.notReady'
    : uploads === 'refused'
      ? 'system.full'
      : all
        ? 'system.ready'
        : 'system.partly';
  return (
    <section class="card" aria-label={t('system.readiness')}>
      <Notice tone={all ? 'good' : ready ? 'warn' : 'bad'} title={t(title)}>
        {details.map((detail) => (
          <p key={detail}>{detail}</p>
        ))}
      </Notice>
      <ul class="facts checks-line">
        {Object.entries(checks).map(([name, state]) => (
          <li key={name} class={state === 'ok' ? 'ok' : 'off'}>
            {nameOf(name)}: {t(state === 'ok' ? 'check.ok' : 'check.unavailable')}
          </li>
        ))}
      </ul>
      {log && <Figures figures={logFigures(log)} />}
    </section>
  );
}

function nameOf(check: string): string {
  const key = `check.name.${check}`;
  return hasText(key) ? t(key) : check;
}

function logFigures({ events, bytes: size, maxBytes, lastSequence }: NonNullable<System['log']>): Figure[] {
  return [
    { name: t('log.events'), value: number(events) },
    {
      name: t('log.bytes'),
      value: bytes(size),
      note:
        maxBytes === null
          ? t('log.noLimit')
          : t('log.share', { share: percent(size / maxBytes), max: bytes(maxBytes) }),
    },
    { name: t('log.sequence'), value: number(lastSequence) },
  ];
}

const PROGRAMS = {
  halftone: 'Halftone',
  node: 'Node.js',
  natsServer: 'NATS',
  postgresql: 'PostgreSQL',
} as const;

function Versions({ versions }: Pick<System, 'versions'>) {
  const known = (Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[]).filter(
    (name) => versions[name] !== undefined,
  );
  return (
    <section class="card" aria-labelledby="versions-title">
      <h2 id="versions-title">{t('versions.title')}</h2>
      <dl class="pairs">
        {known.map((name) => (
          <div key={name}>
            <dt>{PROGRAMS[name]}</dt>
            <dd>{versions[name] ?? t('check.unavailable')}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

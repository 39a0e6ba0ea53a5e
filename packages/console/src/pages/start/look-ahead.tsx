import { useEffect, useRef, useState } from 'preact/hooks';
import type { Preflight } from '../../api/shapes.ts';
import { dryRun, type Options, type Source } from '../../api/submission.ts';
import { announce } from '../../live/announce.ts';
import { Figures } from '../../parts/figures.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Failure } from '../../parts/notice.tsx';
import { bytes, duration, number, percent } from '../../words/format.ts';
import { meaningOf, t } from '../../words/words.ts';
import { HostList } from './host-list.tsx';

/** Enough to see most hosts, and quickly done. */
const PROBED_IMAGE = 20;

type State = { busy: boolean; preflight: Preflight | null; asked: string; error: unknown };

/** A look at some of the images before the start: their hosts, what is to be expected, and which rows are likely to fail. */
export function LookAhead({ source, options }: { source: Source; options: Options }) {
  const [state, setState] = useState<State>({ busy: false, preflight: null, asked: '', error: null });
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);
  const asked = JSON.stringify(options);
  const look = async () => {
    setState({ busy: true, preflight: null, asked, error: null });
    const { signal } = leaving.current;
    try {
      const { preflight = null } = await dryRun(source, options, signal, PROBED_IMAGE);
      setState({ busy: false, preflight, asked, error: null });
      announce(t('ahead.done'));
    } catch (error) {
      if (!signal.aborted) setState({ busy: false, preflight: null, asked, error });
    }
  };
  const { busy, preflight, error } = state;
  const outdated = preflight !== null && state.asked !== asked;
  return (
    <section class="card ahead" aria-labelledby="ahead-title" aria-busy={busy}>
      <div class="section-head">
        <div>
          <h2 id="ahead-title">{t('ahead.title')}</h2>
          <p class="quiet">{outdated ? t('ahead.outdated') : t('ahead.note', { count: PROBED_IMAGE })}</p>
        </div>
        <button type="button" class="button" disabled={busy} onClick={() => void look()}>
          <Icon name={preflight ? 'retry' : 'search'} />
          {t(busy ? 'ahead.running' : preflight ? 'ahead.again' : 'ahead.run')}
        </button>
      </div>
      {error !== null && <Failure error={error} />}
      {preflight && <Expected preflight={preflight} />}
    </section>
  );
}

function Expected({ preflight }: { preflight: Preflight }) {
  const { looked, chosen, unfinished, hosts, hostsOmitted } = preflight;
  return (
    <>
      <Sums preflight={preflight} />
      <HostList hosts={hosts} />
      {hostsOmitted > 0 && <p class="quiet">{t('ahead.moreHosts', { count: hostsOmitted })}</p>}
      <LikelyFailures preflight={preflight} />
      <p class="quiet">
        {t('ahead.looked', { looked, chosen })}{' '}
        {unfinished > 0 && t('ahead.unfinished', { count: unfinished })}
      </p>
    </>
  );
}

type Range = { low: number; likely: number; high: number };

function Sums({ preflight: { estimate } }: { preflight: Preflight }) {
  if (!estimate) return <p>{t('ahead.nothing')}</p>;
  const { sourceBytes, outputBytes, savedBytes, durationMs, samples } = estimate;
  const between = (range: Range, words: (value: number) => string) =>
    words(range.low) === words(range.high)
      ? t('ahead.exactly')
      : t('ahead.between', { low: words(range.low), high: words(range.high) });
  const share = sourceBytes.likely > 0 ? savedBytes.likely / sourceBytes.likely : 0;
  return (
    <>
      <Figures
        figures={[
          { name: t('ahead.source'), value: bytes(sourceBytes.likely), note: between(sourceBytes, bytes) },
          { name: t('ahead.output'), value: bytes(outputBytes.likely), note: between(outputBytes, bytes) },
          { name: t('ahead.saved'), value: percent(share), note: between(savedBytes, bytes) },
          { name: t('ahead.time'), value: duration(durationMs.likely), note: between(durationMs, duration) },
        ]}
      />
      <p class="quiet apart">{t('ahead.samples', { count: samples })}</p>
    </>
  );
}

function LikelyFailures({ preflight: { rows, rowsOmitted } }: { preflight: Preflight }) {
  if (rows.length === 0) return null;
  return (
    <>
      <h3>{t('ahead.rows', { count: rows.length + rowsOmitted })}</h3>
      <table class="table stacking">
        <thead>
          <tr>
            <th scope="col">{t('badRows.where')}</th>
            <th scope="col">{t('badRows.what')}</th>
            <th scope="col">{t('badRows.hint')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, name, url, reason, basis }) => (
            <tr key={`${line} ${url}`}>
              <th scope="row">
                {t('badRows.line', { line: number(line) })}
                <div class="quiet">{name}</div>
              </th>
              <td>
                <strong>{meaningOf(reason.code, reason.title)}.</strong> {reason.detail}
                <div class="quiet break">{url}</div>
                {basis === 'host' && <div class="quiet">{t('ahead.byHost')}</div>}
              </td>
              <td class="quiet">{reason.hint}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rowsOmitted > 0 && <p class="quiet">{t('ahead.moreRows', { count: rowsOmitted })}</p>}
    </>
  );
}

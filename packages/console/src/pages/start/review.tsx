import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { randomId } from '../../api/random-id.ts';
import type { DryRunReport } from '../../api/shapes.ts';
import { dryRun, NO_OPTIONS, type Options, type Source, submit } from '../../api/submission.ts';
import { announce } from '../../live/announce.ts';
import { type Loaded, useLoaded, useRested } from '../../live/loaded.ts';
import { useChannels } from '../../live/use-channels.ts';
import { Icon } from '../../parts/icon.tsx';
import { Failure } from '../../parts/notice.tsx';
import { bytes } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { ChannelForm } from './channel-form.tsx';
import { offersOf } from './choices.ts';
import { Examples } from './examples.tsx';
import { Findings } from './findings.tsx';
import { LookAhead } from './look-ahead.tsx';
import { Reading } from './reading.tsx';
import { RecipeForm } from './recipe-form.tsx';
import { TryOut } from './try-out.tsx';

const REST_MS = 250;

/** What would become of the source with the options as they are; asked for again when they change. */
function useDryRun(source: Source, options: Options): Loaded<DryRunReport> {
  const { columns, sheet, encoding, baseUrl, invalidRows } = options;
  const asked = useRested(JSON.stringify({ columns, sheet, encoding, baseUrl, invalidRows }), REST_MS);
  return useLoaded(
    (signal) => dryRun(source, { ...NO_OPTIONS, ...JSON.parse(asked) }, signal),
    [source, asked],
  );
}

/** What was found in a source, how it is read, what is done with it, and the start. */
export function Review({ source, onLeave }: { source: Source; onLeave: () => void }) {
  const [options, setOptions] = useState<Options>(NO_OPTIONS);
  const change = (part: Partial<Options>) => setOptions((before) => ({ ...before, ...part }));
  const dry = useDryRun(source, options);
  const channels = useChannels();
  const report = dry.error ? null : dry.data;
  const offers = offersOf(dry);
  useEffect(() => {
    if (report)
      announce(t('found.announce', { images: report.totals.images, rejected: report.totals.rejected }));
  }, [report]);
  return (
    <div class="review" aria-busy={dry.loading}>
      <SourceLine source={source} onLeave={onLeave} loading={dry.loading} />
      {dry.error !== null && (
        <Failure error={dry.error} retry={dry.reload} hint={offers ? t('reading.say') : undefined} />
      )}
      {report && <Findings report={report} options={options} onChange={change} />}
      {source.kind === 'file' && offers && <Reading offers={offers} options={options} onChange={change} />}
      {report && <Examples report={report} />}
      {report && <ChannelForm channels={channels} options={options} onChange={change} />}
      {report && <RecipeForm options={options} channels={channels.data?.items ?? []} onChange={change} />}
      {report && report.totals.images > 0 && <LookAhead source={source} options={options} />}
      {report && <TryOut report={report} options={options} />}
      {report && <StartBar source={source} options={options} report={report} settled={!dry.loading} />}
    </div>
  );
}

type SourceLineProps = { source: Source; onLeave: () => void; loading: boolean };

function SourceLine({ source, onLeave, loading }: SourceLineProps) {
  const name = source.kind === 'file' ? source.file.name : t('urls.count', { count: source.urls.length });
  const size = source.kind === 'file' ? bytes(source.file.size) : null;
  const line = useRef<HTMLDivElement>(null);
  // What was pressed to get here is gone, and the focus with it.
  useEffect(() => line.current?.focus(), []);
  return (
    <div class="source-line" ref={line} tabIndex={-1}>
      <Icon name={source.kind === 'file' ? 'file' : 'link'} />
      <strong class="name">{name}</strong>
      {size && <span class="quiet">{size}</span>}
      <span class={loading ? 'reading on' : 'reading'}>{loading && t('reading')}</span>
      <button type="button" class="button small" onClick={onLeave}>
        {t('source.other')}
      </button>
    </div>
  );
}

type StartProps = { source: Source; options: Options; report: DryRunReport; settled: boolean };

/** The start, with what it starts; pressing it twice starts it once. */
function StartBar({ source, options, report, settled }: StartProps) {
  const [, go] = useLocation();
  const [starting, setStarting] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // The same options under the same key, so that a repeat after a lost answer starts nothing twice.
  const idempotencyKey = useMemo(() => randomId(), [options]);
  const bar = useRef<HTMLDivElement>(null);
  const usable = report.valid || (options.invalidRows === 'skip' && report.totals.products > 0);
  const start = async () => {
    setStarting(true);
    setError(null);
    try {
      const { id } = await submit(source, options, idempotencyKey);
      go(`/requests/${id}`);
    } catch (failure) {
      setError(failure);
      setStarting(false);
    }
  };
  return (
    <div class="start-bar" ref={bar}>
      {error !== null && <Failure error={error} />}
      <div class="start-row">
        <p>
          {usable
            ? t('start.what', { count: report.totals.images })
            : t('start.blocked', { count: report.totals.rejected })}
        </p>
        <button
          type="button"
          class="button primary large"
          disabled={!usable || starting || !settled}
          onClick={() => void start()}
        >
          {starting ? t('start.starting') : t('start.start')}
        </button>
      </div>
    </div>
  );
}

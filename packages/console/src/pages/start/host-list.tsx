import type { Preflight } from '../../api/shapes.ts';
import { bytes, duration, number } from '../../words/format.ts';
import { hasText, t } from '../../words/words.ts';

type Host = Preflight['hosts'][number];

/** The hosts of a catalogue, each with what was found out about it. */
export function HostList({ hosts }: { hosts: readonly Host[] }) {
  return (
    <ul class="hosts">
      {hosts.map((host) => (
        <li key={host.host}>
          <div class="host-head">
            <strong class="name">{host.host}</strong>
            <Standing host={host} />
          </div>
          <ul class="facts">
            {factsOf(host).map((fact) => (
              <li key={fact}>{fact}</li>
            ))}
          </ul>
          {host.findings.map(({ code, title, detail, hint, certain }) => (
            <p key={code} class="finding">
              <strong>{wordsOf(code, title)}</strong>
              {!certain && ` ${t('ahead.uncertain')}`} {detail} <span class="quiet">{hint}</span>
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

/** In the reader's language or, what only a newer gateway knows, as it says it. */
function wordsOf(code: string, title: string): string {
  const key = `finding.${code}`;
  return hasText(key) ? t(key) : title;
}

function Standing({ host: { reachable, likelyToFail, findings } }: { host: Host }) {
  if (reachable === null) return <span class="badge warn">{t('ahead.noAnswer')}</span>;
  if (likelyToFail > 0) return <span class="badge bad">{t('ahead.fails', { count: likelyToFail })}</span>;
  if (findings.some(({ code }) => code === 'slow')) return <span class="badge warn">{t('ahead.works')}</span>;
  return <span class="badge good">{t('ahead.works')}</span>;
}

function factsOf({ images, looked, formats, bytes: sizes, megapixels, firstByteMs }: Host): string[] {
  return [
    t('ahead.ofHost', { count: images, looked: number(looked) }),
    formats.map(({ format }) => format.toUpperCase()).join(', '),
    sizes ? span(bytes(sizes.smallest), bytes(sizes.largest)) : '',
    megapixels ? `${span(number(megapixels.smallest, 1), number(megapixels.largest, 1))} MP` : '',
    firstByteMs ? t('ahead.firstByte', { time: duration(firstByteMs.median) }) : '',
  ].filter((fact) => fact !== '');
}

const span = (low: string, high: string) => (low === high ? low : `${low} – ${high}`);

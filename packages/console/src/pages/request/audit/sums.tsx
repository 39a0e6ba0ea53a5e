import type { BrokenRule, ChannelSum, Verdict } from '../../../api/shapes.ts';
import { Icon } from '../../../parts/icon.tsx';
import { day, number } from '../../../words/format.ts';
import { t } from '../../../words/words.ts';
import { checkName } from './check-name.ts';

const VERDICTS = ['fails', 'warned', 'unknown', 'passes'] as const satisfies Verdict[];
const SUBJECTS = ['sources', 'outputs'] as const;

/** What a channel says of all images, in numbers, and which of its rules are broken. */
export function Sums({ sum, asOf }: { sum: ChannelSum; asOf: string }) {
  return (
    <section class="card" aria-labelledby="audit-title">
      <h2 id="audit-title">{t('audit.title', { name: sum.name, day: day(asOf) })}</h2>
      <Tallies sum={sum} />
      {isLocal(sum) && <p class="quiet">{t('audit.local')}</p>}
      {sum.rules.length > 0 ? (
        <ul class="plain audit-rules">
          {[...rulesOf(sum)].map(([key, broken]) => (
            <li key={key}>
              <Broken broken={broken} />
            </li>
          ))}
        </ul>
      ) : (
        <p class="quiet">{t('audit.nothing')}</p>
      )}
      <NotChecked sum={sum} />
    </section>
  );
}

const isLocal = ({ sources, outputs }: ChannelSum) => [sources, outputs].some((of) => (of?.local ?? 0) > 0);

function Tallies({ sum }: { sum: ChannelSum }) {
  return (
    <table class="table audit-tallies">
      <thead>
        <tr>
          <th scope="col">{t('audit.images')}</th>
          {VERDICTS.map((verdict) => (
            <th key={verdict} scope="col">
              {t(`verdict.${verdict}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {SUBJECTS.map((subject) => (
          <tr key={subject}>
            <th scope="row">{t(`subject.${subject}`)}</th>
            {VERDICTS.map((verdict) => (
              <td key={verdict} class={verdict}>
                {number(sum[subject]?.images[verdict] ?? 0)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const TONES = { error: 'bad', warning: 'warn', info: 'off' } as const;

/** A rule that the originals break and the outputs too stands there once. */
const rulesOf = ({ rules }: ChannelSum): Map<string, BrokenRule[]> =>
  Map.groupBy(rules, ({ rule, severity }) => `${severity} ${rule}`);

function Broken({ broken }: { broken: readonly BrokenRule[] }) {
  const [rule] = broken;
  if (!rule) return null;
  return (
    <details class="group">
      <summary>
        <span class={`badge ${TONES[rule.severity]}`}>{t(`severity.${rule.severity}`)}</span>
        <h3>{checkName(rule)}</h3>
        <span class="quiet asked">{rule.asked}</span>
        <span class="quiet">
          {broken
            .map(({ subject, findings }) => `${t(`subject.${subject}`)} ${number(findings)}`)
            .join(' · ')}
        </span>
      </summary>
      <p>{rule.example}</p>
      <p class="hint">
        <Icon name="info" /> {rule.hint}
      </p>
      <p class="quiet">
        {t('audit.source', { source: rule.source })} <code>{rule.rule}</code>
      </p>
    </details>
  );
}

/** Nobody is to take a pass for more than it is. */
function NotChecked({ sum: { notChecked } }: { sum: ChannelSum }) {
  if (notChecked.length === 0) return null;
  return (
    <details class="not-checked">
      <summary>{t('audit.notChecked', { count: notChecked.length })}</summary>
      <ul>
        {notChecked.map(({ rule, asked }) => (
          <li key={rule}>{asked}</li>
        ))}
      </ul>
    </details>
  );
}

import { saveText } from '../../api/downloads.ts';
import type { DryRunReport, Fault } from '../../api/shapes.ts';
import type { Options } from '../../api/submission.ts';
import { Figures } from '../../parts/figures.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice } from '../../parts/notice.tsx';
import { number } from '../../words/format.ts';
import { meaningOf, t } from '../../words/words.ts';
import { csvOf } from './fault-list.ts';

type Props = { report: DryRunReport; options: Options; onChange: (part: Partial<Options>) => void };

/** What was found: how the file was understood, the counts, bad rows with what to do, and columns that were left out. */
export function Findings({ report, options, onChange }: Props) {
  const { totals } = report;
  return (
    <section class="card findings" aria-labelledby="found-title">
      <h2 id="found-title">{t('found.title')}</h2>
      <Understood report={report} />
      <Figures
        figures={[
          { name: t('found.products'), value: number(totals.products) },
          { name: t('found.images'), value: number(totals.images) },
          { name: t('found.duplicates'), value: number(totals.duplicates), note: t('found.duplicatesNote') },
          ...(totals.withoutImages > 0
            ? [
                {
                  name: t('found.without'),
                  value: number(totals.withoutImages),
                  note: t('found.withoutNote'),
                },
              ]
            : []),
          {
            name: t('found.rejected'),
            value: number(totals.rejected),
            ...(totals.rejected > 0 && { tone: 'warn' as const }),
          },
        ]}
      />
      {report.ignoredImageColumns.length > 0 && <LeftOut {...{ report, options, onChange }} />}
      {totals.rejected > 0 && <BadRows {...{ report, options, onChange }} />}
    </section>
  );
}

const DELIMITERS: Record<string, 'comma' | 'semicolon' | 'tab' | 'pipe'> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
};

/** The id of a shop system as a name: google-merchant is Google Merchant. */
const titleCased = (id: string) =>
  id.replace(/(^|-)(\w)/g, (_, dash, letter) => (dash ? ' ' : '') + letter.toUpperCase());

/** How the file was understood, in a line of facts. */
function Understood({ report: { detected } }: { report: DryRunReport }) {
  const { format, encoding, container, sheet, delimiter, headerLine } = detected;
  const between = DELIMITERS[delimiter];
  const facts = [
    format === 'plain' ? t('found.plain') : t('found.export', { system: titleCased(format) }),
    container === 'xlsx' ? t('found.sheet', { sheet: sheet ?? '' }) : null,
    container === 'xlsx' ? null : encoding.toUpperCase(),
    container === 'xlsx' || !between ? null : t(`found.${between}`),
    headerLine > 1 ? t('found.header', { line: headerLine }) : null,
  ];
  return (
    <ul class="facts">
      {facts
        .filter((fact) => fact !== null)
        .map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
    </ul>
  );
}

function LeftOut({ report, options, onChange }: Props) {
  const taken = options.columns.images ?? report.detected.columns?.images ?? [];
  return (
    <Notice tone="info" title={t('leftOut.title')}>
      <ul class="rows">
        {report.ignoredImageColumns.map(({ column, urls }) => (
          <li key={column}>
            <span>
              <strong class="name">{column}</strong>{' '}
              <span class="quiet">{t('leftOut.urls', { count: urls })}</span>
            </span>
            <button
              type="button"
              class="button small"
              onClick={() => onChange({ columns: { ...options.columns, images: [...taken, column] } })}
            >
              {t('leftOut.take')}
            </button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

const placeOf = ({ line, field }: Fault) =>
  line === undefined ? (field ?? '') : t('badRows.line', { line });

/** What is wrong, with what it means before it where the reader does not read English. */
function detailOf({ code, detail }: Fault): string {
  const meaning = meaningOf(code, '');
  return meaning ? `${meaning}: ${detail}` : detail;
}

function BadRows({ report, options, onChange }: Props) {
  const { errors, errorsOmitted } = report;
  return (
    <div class="bad-rows">
      <div class="section-head">
        <h3>{t('badRows.title', { count: report.totals.rejected })}</h3>
        <button
          type="button"
          class="button small"
          onClick={() => saveText(csvOf(errors), 'bad-rows.csv', 'text/csv')}
        >
          <Icon name="download" /> {t('badRows.save')}
        </button>
      </div>
      <label class="check strong">
        <input
          type="checkbox"
          checked={options.invalidRows === 'skip'}
          onChange={({ currentTarget }) =>
            onChange({ invalidRows: currentTarget.checked ? 'skip' : 'reject' })
          }
        />
        <span>{t('badRows.skip')}</span>
      </label>
      <table class="table stacking">
        <thead>
          <tr>
            <th scope="col">{t('badRows.where')}</th>
            <th scope="col">{t('badRows.what')}</th>
            <th scope="col">{t('badRows.hint')}</th>
          </tr>
        </thead>
        <tbody>
          {errors.map((fault, index) => (
            <tr key={index}>
              <th scope="row">{placeOf(fault)}</th>
              <td>{detailOf(fault)}</td>
              <td class="quiet">{fault.hint}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {errorsOmitted > 0 && <p class="quiet">{t('badRows.more', { count: errorsOmitted })}</p>}
    </div>
  );
}

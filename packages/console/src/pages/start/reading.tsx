import type { Options } from '../../api/submission.ts';
import { t } from '../../words/words.ts';
import { ENCODINGS, type Offers, withColumn, withImages } from './choices.ts';

type Props = { offers: Offers; options: Options; onChange: (part: Partial<Options>) => void };

/** How the file is read, with the chance to say otherwise. */
export function Reading({ offers, options, onChange }: Props) {
  const { columns } = options;
  const said = Object.keys(columns).length > 0 || options.sheet || options.encoding || options.baseUrl;
  return (
    <details class="card" open={offers.taken.name === null || Boolean(said)}>
      <summary>
        <h2>{t('reading.title')}</h2>
        <span class="quiet">{summaryOf(offers)}</span>
      </summary>
      <div class="form-grid">
        {offers.headings.length > 0 && (
          <>
            <ColumnSelect column="name" {...{ offers, options, onChange }} />
            <ColumnSelect column="id" {...{ offers, options, onChange }} />
            <ImageColumns {...{ offers, options, onChange }} />
          </>
        )}
        {offers.sheets.length > 1 && (
          <label class="field">
            <span class="field-name">{t('reading.sheet')}</span>
            <select
              value={options.sheet || offers.sheets[0]}
              onChange={({ currentTarget }) => onChange({ sheet: currentTarget.value, columns: {} })}
            >
              {[...offers.sheets].sort().map((sheet) => (
                <option key={sheet}>{sheet}</option>
              ))}
            </select>
          </label>
        )}
        {offers.isCsv && (
          <label class="field">
            <span class="field-name">{t('reading.encoding')}</span>
            <select
              value={options.encoding}
              onChange={({ currentTarget }) => onChange({ encoding: currentTarget.value })}
            >
              <option value="">{detected(offers.encoding)}</option>
              {ENCODINGS.map((encoding) => (
                <option key={encoding}>{encoding}</option>
              ))}
            </select>
          </label>
        )}
        <label class="field">
          <span class="field-name">{t('reading.base')}</span>
          <input
            type="url"
            value={options.baseUrl}
            placeholder="https://shop.example/media/"
            onInput={({ currentTarget }) => onChange({ baseUrl: currentTarget.value.trim() })}
          />
          <span class="field-note">{t('reading.baseNote')}</span>
        </label>
      </div>
    </details>
  );
}

const detected = (what: string | null) => (what ? t('reading.detected', { what }) : t('reading.auto'));

function summaryOf({ taken }: Offers): string {
  if (taken.name === null) return t('reading.unknown');
  return [taken.id, taken.name, ...taken.images].filter((column) => column !== null).join(' · ');
}

function ColumnSelect({ column, offers, options, onChange }: Props & { column: 'name' | 'id' }) {
  const { columns } = options;
  return (
    <label class="field">
      <span class="field-name">{t(column === 'name' ? 'reading.name' : 'reading.id')}</span>
      <select
        value={columns[column] ?? ''}
        onChange={({ currentTarget }) =>
          onChange({ columns: withColumn(columns, column, currentTarget.value) })
        }
      >
        <option value="">{detected(offers.taken[column])}</option>
        {namesOf(offers.headings).map((heading) => (
          <option key={heading} value={heading}>
            {heading}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A heading that is empty, or stands twice, cannot be named. */
const namesOf = (headings: readonly string[]) => [...new Set(headings)].filter((heading) => heading !== '');

function ImageColumns({ offers, options, onChange }: Props) {
  const taken = options.columns.images ?? offers.taken.images;
  return (
    <fieldset class="field wide">
      <legend class="field-name">{t('reading.images')}</legend>
      <div class="checks">
        {namesOf(offers.headings).map((heading) => (
          <label key={heading} class="check">
            <input
              type="checkbox"
              checked={taken.includes(heading)}
              onChange={({ currentTarget }) =>
                onChange({ columns: withImages(options.columns, taken, heading, currentTarget.checked) })
              }
            />
            <span>{heading}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

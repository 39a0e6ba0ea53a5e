import type { Channel, RecipeOptions } from '../../api/shapes.ts';
import type { Options } from '../../api/submission.ts';
import { number } from '../../words/format.ts';
import { t } from '../../words/words.ts';

type Props = {
  options: Options;
  channels: readonly Channel[];
  onChange: (part: Partial<Options>) => void;
};

const DEFAULT_QUALITY = 50;
const FORMATS = ['same', 'jpeg', 'webp', 'avif', 'png'] as const;
const EFFORTS = ['fast', 'balanced', 'small'] as const;
const REUSES = ['auto', 'never', 'trust'] as const;
const DAY_SECONDS = 86_400;
const DEFAULT_TRUSTED_DAYS = 7;
const LOOKS = ['none', 'identical', 'good', 'small'] as const;
const BYTES_OF_A_KILOBYTE = 1000;

/** What is done to every picture, and who is told when it is done. */
export function RecipeForm({ options, channels, onChange }: Props) {
  const { recipe: wished } = options;
  // What a channel takes stands there where nothing else is wished for.
  const given = channels.find(({ channel }) => channel === wished.for)?.recipe ?? {};
  const recipe = { ...given, ...wished };
  const set = (part: { [K in keyof RecipeOptions]?: RecipeOptions[K] | undefined }) =>
    onChange({ recipe: withoutUndefined({ ...wished, ...part }) });
  return (
    <section class="card" aria-labelledby="recipe-title">
      <h2 id="recipe-title">{t('recipe.title')}</h2>
      <div class="form-grid">
        <Choice
          label={t('recipe.look')}
          note={t('recipe.lookNote')}
          value={recipe.look ?? 'none'}
          choices={LOOKS.map((value) => ({ value, label: t(`recipe.look.${value}`) }))}
          onChange={(look) => set({ look: look === 'none' ? undefined : look })}
        />
        <Quality
          quality={recipe.quality ?? DEFAULT_QUALITY}
          disabled={recipe.look !== undefined || recipe.maxBytes !== undefined}
          onChange={(quality) => set({ quality })}
        />
        <Choice
          label={t('recipe.format')}
          value={recipe.format ?? 'same'}
          choices={FORMATS.map((value) => ({
            value,
            label: value === 'same' ? t('recipe.same') : value.toUpperCase(),
          }))}
          onChange={(format) => set({ format: format === (given.format ?? 'same') ? undefined : format })}
        />
        <Choice
          label={t('recipe.effort')}
          value={recipe.effort ?? 'balanced'}
          choices={EFFORTS.map((value) => ({ value, label: t(`recipe.${value}`) }))}
          onChange={(effort) => set({ effort: effort === 'balanced' ? undefined : effort })}
        />
        <Limit label={t('recipe.width')} value={recipe.maxWidth} onChange={(maxWidth) => set({ maxWidth })} />
        <Limit
          label={t('recipe.height')}
          value={recipe.maxHeight}
          onChange={(maxHeight) => set({ maxHeight })}
        />
        <Limit
          label={t('recipe.maxBytes')}
          value={recipe.maxBytes === undefined ? undefined : recipe.maxBytes / BYTES_OF_A_KILOBYTE}
          onChange={(kilobytes) =>
            set({
              maxBytes: kilobytes === undefined ? undefined : Math.round(kilobytes * BYTES_OF_A_KILOBYTE),
              ...(kilobytes === undefined && { mayScale: undefined }),
            })
          }
        />
        <Reuse recipe={recipe} onChange={set} />
        <label class="field wide">
          <span class="field-name">{t('recipe.webhook')}</span>
          <input
            type="url"
            value={options.webhookUrl}
            placeholder="https://shop.example/hooks/halftone"
            onInput={({ currentTarget }) => onChange({ webhookUrl: currentTarget.value.trim() })}
          />
          <span class="field-note">{t('recipe.webhookNote')}</span>
        </label>
        {recipe.maxBytes !== undefined && (
          <label class="check wide">
            <input
              type="checkbox"
              checked={recipe.mayScale === true}
              onChange={({ currentTarget }) => set({ mayScale: currentTarget.checked || undefined })}
            />
            <span>{t('recipe.mayScale')}</span>
          </label>
        )}
        <label class="check wide">
          <input
            type="checkbox"
            checked={recipe.keepMetadata === true}
            onChange={({ currentTarget }) => set({ keepMetadata: currentTarget.checked || undefined })}
          />
          <span>{t('recipe.metadata')}</span>
        </label>
      </div>
    </section>
  );
}

type ReuseProps = {
  recipe: RecipeOptions;
  onChange: (part: { reuse: RecipeOptions['reuse'] | undefined; reuseMaxAge: number | undefined }) => void;
};

/** Trust has an age, and an age only trust. */
function Reuse({ recipe: { reuse = 'auto', reuseMaxAge }, onChange }: ReuseProps) {
  const trust = (days: number) => onChange({ reuse: 'trust', reuseMaxAge: days * DAY_SECONDS });
  return (
    <>
      <Choice
        label={t('recipe.reuse')}
        value={reuse}
        choices={REUSES.map((value) => ({ value, label: t(`reuse.${value}`) }))}
        onChange={(chosen) => {
          if (chosen === 'trust') trust(DEFAULT_TRUSTED_DAYS);
          else onChange({ reuse: chosen === 'auto' ? undefined : chosen, reuseMaxAge: undefined });
        }}
      />
      {reuse === 'trust' && (
        <label class="field">
          <span class="field-name">{t('recipe.trustedDays')}</span>
          <input
            type="number"
            min={1}
            max={365}
            step={1}
            inputMode="numeric"
            value={(reuseMaxAge ?? 0) / DAY_SECONDS}
            onInput={({ currentTarget }) => {
              if (currentTarget.validity.valid && currentTarget.value !== '')
                trust(currentTarget.valueAsNumber);
            }}
          />
        </label>
      )}
    </>
  );
}

function withoutUndefined(
  recipe: {
    [K in keyof RecipeOptions]?: RecipeOptions[K] | undefined;
  },
): Partial<RecipeOptions> {
  return Object.fromEntries(Object.entries(recipe).filter(([, value]) => value !== undefined));
}

type QualityProps = { quality: number; disabled: boolean; onChange: (quality: number) => void };

function Quality({ quality, disabled, onChange }: QualityProps) {
  return (
    <label class="field">
      <span class="field-name">
        {t('recipe.quality')} <b>{number(quality)}</b>
      </span>
      <input
        type="range"
        min={1}
        max={100}
        value={quality}
        disabled={disabled}
        onInput={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
      <span class="field-note">{t('recipe.qualityNote')}</span>
    </label>
  );
}

type ChoiceProps<V extends string> = {
  label: string;
  note?: string;
  value: string;
  choices: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
};

function Choice<V extends string>({ label, note, value, choices, onChange }: ChoiceProps<V>) {
  return (
    <label class="field">
      <span class="field-name">{label}</span>
      <select
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = choices.find((choice) => choice.value === currentTarget.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      {note && <span class="field-note">{note}</span>}
    </label>
  );
}

type LimitProps = {
  label: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
};

function Limit({ label, value, onChange }: LimitProps) {
  return (
    <label class="field">
      <span class="field-name">{label}</span>
      <input
        type="number"
        min={1}
        step={1}
        inputMode="numeric"
        value={value ?? ''}
        placeholder={t('recipe.unlimited')}
        onInput={({ currentTarget }) =>
          onChange(currentTarget.value === '' ? undefined : currentTarget.valueAsNumber)
        }
      />
    </label>
  );
}

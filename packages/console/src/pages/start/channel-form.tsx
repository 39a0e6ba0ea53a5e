import type { Channel, RecipeOptions } from '../../api/shapes.ts';
import type { Options } from '../../api/submission.ts';
import type { Loaded } from '../../live/loaded.ts';
import { Failure } from '../../parts/notice.tsx';
import { t } from '../../words/words.ts';

type Props = {
  channels: Loaded<{ items: Channel[] }>;
  options: Options;
  onChange: (part: Partial<Options>) => void;
};

/** For which sales channels the images are: whose rules are looked at afterwards, and whose the outputs are made for. */
export function ChannelForm({ channels: known, options, onChange }: Props) {
  const { data, error, reload } = known;
  if (error !== null) return <Failure error={error} retry={reload} />;
  if (!data) return null;
  const { recipe, channels } = options;
  const toggle = (channel: string, on: boolean) =>
    onChange({ channels: on ? [...channels, channel] : channels.filter((one) => one !== channel) });
  return (
    <section class="card" aria-labelledby="channels-title">
      <h2 id="channels-title">{t('channels.title')}</h2>
      <div class="form-grid">
        <fieldset class="field wide">
          <legend class="field-name">{t('channels.audit')}</legend>
          <div class="checks">
            {data.items.map(({ channel, name }) => (
              <label key={channel} class="check">
                <input
                  type="checkbox"
                  checked={channels.includes(channel)}
                  onChange={({ currentTarget }) => toggle(channel, currentTarget.checked)}
                />
                <span>{name}</span>
              </label>
            ))}
          </div>
          <span class="field-note">{t('channels.auditNote')}</span>
        </fieldset>
        <MadeFor
          channels={data.items}
          recipe={recipe}
          onChange={(changed) => onChange({ recipe: changed })}
        />
      </div>
    </section>
  );
}

type MadeForProps = {
  channels: readonly Channel[];
  recipe: Partial<RecipeOptions>;
  onChange: (recipe: Partial<RecipeOptions>) => void;
};

function MadeFor({ channels, recipe, onChange }: MadeForProps) {
  const { for: target, ...others } = recipe;
  return (
    <label class="field wide">
      <span class="field-name">{t('channels.for')}</span>
      <select
        value={target ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange(value === '' ? others : { ...others, for: value })
        }
      >
        <option value="">{t('channels.none')}</option>
        {channels
          .filter((channel) => channel.recipe !== null)
          .map(({ channel, name }) => (
            <option key={channel} value={channel}>
              {name}
            </option>
          ))}
      </select>
      <span class="field-note">{t('channels.forNote')}</span>
    </label>
  );
}

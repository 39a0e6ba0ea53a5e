import { Icon } from './icon.tsx';

type Choice<V extends string> = { value: V; label: string };

type Props<V extends string> = {
  search?: { label: string; text: string; onType: (text: string) => void };
  label: string;
  choices: readonly Choice<V>[];
  chosen: V;
  onChoose: (value: V) => void;
};

/** Narrows a list: by a text, and by one of a few choices. */
export function Narrowing<V extends string>({ search, label, choices, chosen, onChoose }: Props<V>) {
  return (
    <search class="narrowing">
      {search && (
        <label class="search">
          <Icon name="search" />
          <span class="sr-only">{search.label}</span>
          <input
            type="search"
            value={search.text}
            placeholder={search.label}
            onInput={({ currentTarget }) => search.onType(currentTarget.value)}
          />
        </label>
      )}
      <fieldset class="segments">
        <legend class="sr-only">{label}</legend>
        {choices.map(({ value, label: name }) => (
          <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
            {name}
          </button>
        ))}
      </fieldset>
    </search>
  );
}

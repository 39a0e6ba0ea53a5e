import type { ComponentChildren } from 'preact';

export type Figure = {
  name: string;
  value: ComponentChildren;
  tone?: 'warn' | 'bad' | 'text';
  note?: string;
};

/** Numbers with their names below, the number first. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(({ name, value, tone, note }) => (
        <div key={name} class={tone ? `figure ${tone}` : 'figure'}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          {note && <dd class="figure-note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

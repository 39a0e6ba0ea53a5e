import type { ComponentChildren } from 'preact';
import { CallError } from '../api/call-error.ts';
import { t } from '../words/words.ts';
import { Icon, type IconName } from './icon.tsx';

type Tone = 'info' | 'good' | 'warn' | 'bad';
const ICONS: Record<Tone, IconName> = { info: 'info', good: 'check', warn: 'alert', bad: 'alert' };

/** Something to know, in a box. */
export function Notice({
  tone,
  title,
  children,
}: {
  tone: Tone;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={ICONS[tone]} />
      <div>
        <p class="notice-title">{title}</p>
        {children}
      </div>
    </div>
  );
}

type FailureProps = {
  error: unknown;
  retry?: (() => void) | undefined;
  /** What to do about it here, where the gateway speaks of its API. */
  hint?: string | undefined;
};

/** Why something did not work, with the gateway's hint, and a way to try again where that may help. */
export function Failure({ error, retry, hint: ownHint }: FailureProps) {
  const { title, hint: given, code } = wordsFor(error);
  const hint = ownHint ?? given;
  // Asked again, what was refused is refused again.
  const mayHelp = !(error instanceof CallError) || error.passes;
  return (
    <Notice tone="bad" title={title}>
      {hint && <p>{hint}</p>}
      <p class="notice-foot">
        {code && <code>{code}</code>}
        {retry && mayHelp && (
          <button type="button" class="button small" onClick={retry}>
            <Icon name="retry" /> {t('retry')}
          </button>
        )}
      </p>
    </Notice>
  );
}

/** What a person is told of a failure. */
export function wordsFor(error: unknown): { title: string; hint?: string; code?: string } {
  if (error instanceof CallError) {
    if (error.problem) {
      const { detail, hint, code } = error.problem;
      return { title: detail, hint, code };
    }
    if (error.status === 0) return { title: t('away.title'), hint: t('away.hint') };
    return { title: t('odd.title', { status: String(error.status) }), hint: t('odd.hint') };
  }
  // A fault of the page itself; it stands in the browser's console as well.
  return { title: t('fault.title'), hint: error instanceof Error ? error.message : String(error) };
}

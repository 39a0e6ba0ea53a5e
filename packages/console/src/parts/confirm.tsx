import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../words/words.ts';

type Props = {
  title: string;
  action: string;
  children: ComponentChildren;
  onAnswer: (confirmed: boolean) => void;
};

/** Asks before something that cannot be taken back. The safe answer has the focus. */
export function Confirm({ title, action, children, onAnswer }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="confirm-title" onClose={() => onAnswer(false)}>
      <h2 id="confirm-title">{title}</h2>
      <div class="dialog-text">{children}</div>
      <div class="actions end">
        <button type="button" class="button" onClick={() => onAnswer(false)}>
          {t('keep')}
        </button>
        <button type="button" class="button danger" onClick={() => onAnswer(true)}>
          {action}
        </button>
      </div>
    </dialog>
  );
}

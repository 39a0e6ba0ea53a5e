import { useEffect, useRef, useState } from 'preact/hooks';
import { keyWanted, useKey } from './api/session.ts';
import { Icon } from './parts/icon.tsx';
import { Notice } from './parts/notice.tsx';
import { t } from './words/words.ts';

/** Asks for the API key, where the gateway wants one. It stays in this tab. */
export function KeyGate() {
  const [key, setKey] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (key.trim() !== '') useKey(key.trim());
  };
  return (
    <form class="card key-gate" onSubmit={submit}>
      <span class="empty-icon">
        <Icon name="key" />
      </span>
      <h1 tabIndex={-1}>{t('key.title')}</h1>
      <p>{t('key.text')}</p>
      {keyWanted.value === 'unknown' && <Notice tone="bad" title={t('key.unknown')} />}
      <label class="field">
        <span class="field-name">{t('key.label')}</span>
        <input
          ref={input}
          type="password"
          value={key}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button primary" disabled={key.trim() === ''}>
        {t('key.use')}
      </button>
    </form>
  );
}

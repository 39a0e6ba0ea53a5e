import { useEffect, useState } from 'preact/hooks';
import { announce } from '../live/announce.ts';
import { t } from '../words/words.ts';
import { Icon } from './icon.tsx';

/** Copies a text, and says so for a moment. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    announce(t('copied'));
  };
  // Browsers have a clipboard over HTTPS and on the own machine only.
  if (!isSecureContext) return null;
  return (
    <button
      type="button"
      class="button icon-only"
      title={label}
      aria-label={label}
      onClick={() => void copy()}
    >
      <Icon name={copied ? 'check' : 'copy'} />
    </button>
  );
}

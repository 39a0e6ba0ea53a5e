import { useState } from 'preact/hooks';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Narrowing } from '../../parts/narrowing.tsx';
import { t } from '../../words/words.ts';
import go from './verify/go.go?raw';
import node from './verify/node.mjs?raw';
import php from './verify/php.php?raw';
import python from './verify/python.py?raw';

const CODE = {
  node: { name: 'Node.js', text: node },
  python: { name: 'Python', text: python },
  php: { name: 'PHP', text: php },
  go: { name: 'Go', text: go },
} as const;
type Language = keyof typeof CODE;

/** How a receiver checks that a webhook is from here. */
export function Verify() {
  const [language, setLanguage] = useState<Language>('node');
  const { text } = CODE[language];
  return (
    <section class="card" aria-labelledby="verify-title">
      <h2 id="verify-title">{t('verify.title')}</h2>
      <p class="lead">{t('verify.lead')}</p>
      <Narrowing
        label={t('verify.language')}
        choices={(Object.keys(CODE) as Language[]).map((value) => ({ value, label: CODE[value].name }))}
        chosen={language}
        onChoose={setLanguage}
      />
      <div class="json">
        <CopyButton text={text} label={t('copyCode')} />
        <pre>{text}</pre>
      </div>
    </section>
  );
}

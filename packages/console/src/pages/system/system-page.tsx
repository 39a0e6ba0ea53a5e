import { t } from '../../words/words.ts';
export function SystemPage() {
  return <h1 tabIndex={-1}>{t('system.title')}</h1>;
}

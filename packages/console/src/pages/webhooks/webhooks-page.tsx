import { t } from '../../words/words.ts';
export function WebhooksPage() {
  return <h1 tabIndex={-1}>{t('webhooks.title')}</h1>;
}

import { t } from '../../words/words.ts';
import { AllDeliveries } from './all-deliveries.tsx';
import { ReceiverTest } from './receiver-test.tsx';
import { Verify } from './verify.tsx';

/** Webhooks of all requests: to try a receiver, to see what was delivered, and how to check a signature. */
export function WebhooksPage() {
  return (
    <>
      <header class="page-head">
        <div>
          <h1 tabIndex={-1}>{t('webhooks.title')}</h1>
          <p class="lead">{t('webhooks.lead')}</p>
        </div>
      </header>
      <ReceiverTest />
      <AllDeliveries />
      <Verify />
    </>
  );
}

import type { Request } from '../api/shapes.ts';
import { t } from '../words/words.ts';

type Shown = {
  tone: string;
  key: 'pending' | 'processing' | 'cancelled' | 'succeeded' | 'partial' | 'failed';
};

/** What a request is, in one word. */
export function stateOf({ status, outcome }: Pick<Request, 'status' | 'outcome'>): Shown {
  if (status === 'completed') {
    if (outcome === 'failed') return { tone: 'bad', key: 'failed' };
    return outcome === 'partial' ? { tone: 'warn', key: 'partial' } : { tone: 'good', key: 'succeeded' };
  }
  if (status === 'cancelled') return { tone: 'off', key: 'cancelled' };
  return { tone: 'live', key: status };
}

export function StateBadge({ request }: { request: Pick<Request, 'status' | 'outcome'> }) {
  const { tone, key } = stateOf(request);
  return <span class={`badge ${tone}`}>{t(`state.${key}`)}</span>;
}

import { DeliveriesAnswer, type DeliveryAnswer, RedeliveryAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { pagesOf } from '../server/pages.ts';
import type { Session } from '../session.ts';
import { deliveryLines } from '../terminal/delivery-lines.ts';

type Parts = Pick<Session, 'server' | 'output' | 'advice'>;

export type DeliveriesTask = {
  /** Of this request only. */
  id: string | undefined;
  outcome: string | undefined;
  since: string | undefined;
  limit: number;
};

/** Shows the deliveries of webhooks: whether each arrived and, if not, why, and when it is tried again. */
export async function deliveries({ server, output, advice }: Parts, task: DeliveriesTask): Promise<ExitCode> {
  const { id, outcome, since, limit } = task;
  const path = id === undefined ? 'deliveries' : `requests/${id}/deliveries`;
  const query = id === undefined ? { outcome, since } : {};
  const page = pagesOf<DeliveryAnswer>(
    (at) => server.ask(DeliveriesAnswer, path, id === undefined ? { query: { ...query, ...at } } : {}),
    limit,
  );
  let shown = 0;
  for await (const delivery of page.items) {
    // Of one request the server gives all of them.
    if (outcome !== undefined && delivery.status !== outcome) continue;
    output.data(delivery);
    for (const line of deliveryLines(delivery, advice)) output.say(line);
    shown += 1;
  }
  if (shown === 0) output.say(NONE);
  return EXIT.ok;
}

const NONE =
  'There are no such deliveries. A webhook is sent when its request has ended, to the --webhook of the upload or to WEBHOOK_URL of the notifier.';

/** Has a webhook delivered again, whatever became of it. */
export async function redeliver(
  { server, output, advice }: Parts,
  { id }: { id: string },
): Promise<ExitCode> {
  const answer = await server.ask(RedeliveryAnswer, `deliveries/${encodeURIComponent(id)}/redeliver`, {
    method: 'POST',
  });
  output.data(answer);
  output.say(`The webhook of request ${answer.requestId} is delivered again.`);
  output.say(`See how it goes: ${advice.command('deliveries', answer.requestId)}`);
  return EXIT.ok;
}

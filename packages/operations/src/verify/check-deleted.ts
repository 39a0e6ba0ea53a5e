import {
  DeletedRequest,
  Image,
  Product,
  type ReadModel,
  RejectedRow,
  Request,
  UnforgottenRequest,
  WebhookAttempt,
} from '@halftone/read-model';
import type { OutputStore } from '../output-store.ts';
import type { Findings } from './findings.ts';
import type { RequestFold } from './fold.ts';

/** Checks that nothing but the fact itself is left of a request that was deleted. */
export async function checkDeleted(
  { requestId, events }: Pick<RequestFold, 'requestId' | 'events'>,
  { readModel, store }: { readModel: ReadModel; store: Pick<OutputStore, 'keys'> },
  findings: Findings,
): Promise<void> {
  const left = (what: string) => findings.add('deleted_but_left', `The request was deleted, but ${what}.`);
  const em = readModel.em();
  const isUnforgotten = (await em.count(UnforgottenRequest, { id: requestId })) > 0;
  const eventsLeft = `the log still holds ${events - 1} events of it`;
  if (events > 1 && !isUnforgotten) left(eventsLeft);
  if (events > 1 && isUnforgotten) {
    findings.add(
      'being_forgotten',
      `The request was deleted, and ${eventsLeft}, until no consumer has them in flight.`,
    );
  }
  for (const [table, count] of [
    ['requests', await em.count(Request, { id: requestId })],
    ['products', await em.count(Product, { requestId })],
    ['rejected_rows', await em.count(RejectedRow, { requestId })],
    ['images', await em.count(Image, { requestId })],
    ['webhook_attempts', await em.count(WebhookAttempt, { requestId })],
  ] as const) {
    if (count > 0) left(`the read model still has rows of it in ${table} (${count})`);
  }
  if ((await em.count(DeletedRequest, { id: requestId })) === 0) left('the read model does not know of it');
  for await (const key of store.keys(`${requestId}/`)) left(`the object ${key} is still in the store`);
}

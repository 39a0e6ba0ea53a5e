import { metrics } from '../metrics.ts';
import { problemOf } from '../problems/error-handler.ts';
import type { AcceptRequest } from './accept-request.ts';

/** Counts what is accepted, and why what is not was refused. A repeat under the same key is no new request. */
export function countOutcomes(accept: AcceptRequest): AcceptRequest {
  return async (submission) => {
    try {
      const acceptance = await accept(submission);
      const { lane, totals } = acceptance.event.data;
      if (!acceptance.replayed) {
        metrics.accepted.add({ lane });
        metrics.acceptedImages.add({ lane }, totals.images);
      }
      return acceptance;
    } catch (error) {
      metrics.rejected.add({
        reason: problemOf(error instanceof Error ? error : new Error(String(error))).code,
      });
      throw error;
    }
  };
}

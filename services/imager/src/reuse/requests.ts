import type { Recipe } from '@halftone/contracts';
import type { EventLog } from '@halftone/messaging';

/** Whose a request is, and what is done to its images. */
export type Request = { tenant: string; recipe: Recipe };

export type Requests = {
  /** Null when the log has it no more, or not yet. */
  find(requestId: string): Promise<Request | null>;
};

/** More requests than are in flight at once. */
const MAX_REMEMBERED = 1_000;

/** Learns of requests from the log, once each: what they were accepted with does not change. */
export function createRequests(log: Pick<EventLog, 'lastEvent'>): Requests {
  const known = new Map<string, Promise<Request | null>>();
  const ask = async (requestId: string) => {
    const accepted = await log.lastEvent('request.accepted', requestId);
    if (!accepted) return null;
    const { tenant, recipe } = accepted.event.data;
    return { tenant, recipe };
  };
  return {
    find(requestId) {
      const before = known.get(requestId);
      if (before) return before;
      const asking = ask(requestId);
      known.set(requestId, asking);
      const forget = () => void known.delete(requestId);
      asking.then((request) => request ?? forget(), forget);
      const [oldest] = known.keys();
      if (known.size > MAX_REMEMBERED && oldest !== undefined) known.delete(oldest);
      return asking;
    },
  };
}

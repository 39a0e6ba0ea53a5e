import { filterFor } from '@halftone/contracts';

/** Which events are projected at once, because a person waits for them; all others wait for company. */
export type Urgency = {
  /** Takes note of how many images a request lacks, once everything before was projected. */
  missing(requestId: string, images: number): void;
  /** Whether what waits is urgent, now that the batch before was projected. */
  begin(waiting: readonly Subject[]): boolean;
  /** Whether this one is, or completes what is. */
  add(event: Subject): boolean;
};

type Subject = { subject: string };

/** More requests than are near their end at once. One that is forgotten is projected at the usual pace. */
const MAX_REQUESTS = 1000;

const COMPLETED = filterFor('request.completed', { requestId: '' });
const IMAGE_ENDS = [
  filterFor('image.compressed', { requestId: '' }),
  filterFor('image.failed', { requestId: '' }),
];

/**
 * Urgent are the completion of a request and the last of its images: a small request would otherwise wait for the pace
 * twice, longer than its images take. How many it lacked is known from the batch before. Where several trackers share the
 * images none of them may see the last one so, and it waits for the pace.
 */
export function createUrgency(): Urgency {
  const lacking = new Map<string, number>();
  const waiting = new Map<string, number>();

  function add({ subject }: Subject): boolean {
    if (subject.startsWith(COMPLETED)) {
      lacking.delete(subject.slice(COMPLETED.length));
      return true;
    }
    const end = IMAGE_ENDS.find((prefix) => subject.startsWith(prefix));
    if (end === undefined) return false;
    const requestId = subject.slice(end.length);
    const images = (waiting.get(requestId) ?? 0) + 1;
    waiting.set(requestId, images);
    return images >= (lacking.get(requestId) ?? Number.POSITIVE_INFINITY);
  }

  return {
    missing(requestId, images) {
      lacking.delete(requestId);
      lacking.set(requestId, images);
      const [oldest] = lacking.keys();
      if (lacking.size > MAX_REQUESTS && oldest !== undefined) lacking.delete(oldest);
    },
    begin(events) {
      waiting.clear();
      return events.map(add).includes(true);
    },
    add,
  };
}

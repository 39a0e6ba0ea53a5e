import {
  CONTENT_TYPE,
  createEvent,
  type EventData,
  type EventName,
  encodeEvent,
  type ServiceName,
} from '@halftone/contracts';
import { headers, type JetStreamClient, type JetStreamPublishOptions } from 'nats';
import { sequenceInTheWay, toUnavailable } from './errors.ts';
import { notPermitted } from './not-permitted.ts';

/** Long enough to outlast a restart of the server, since the client sends again once it is back. */
const PUBLISH_TIMEOUT_MS = 5000;

/** Where an event stands in the log; `duplicate` when it stood there before this publish. */
export type Published = { seq: number; duplicate: boolean };

/**
 * Publishes an event and waits for the log's confirmation. The envelope is filled in: the source is the service, the
 * time is now, the id is derived from the data and serves the log to drop what is published twice.
 *
 * With `firstOnSubject`, the event is written only when its subject holds none, for facts that happen once in the life
 * of a request; otherwise the one that stands there is answered as a duplicate.
 * @throws InvalidEventError when the data does not fit the event's schema
 * @throws LogUnavailableError when the log did not confirm: it is away or full
 * @throws NotPermittedError when the event is not this service's to publish
 */
export type Publish = <N extends EventName>(
  name: N,
  data: EventData<N>,
  options?: { firstOnSubject?: boolean },
) => Promise<Published>;

export function createPublish(js: JetStreamClient, service: ServiceName, now: () => Date): Publish {
  return async (name, data, { firstOnSubject = false } = {}) => {
    const event = createEvent(name, data, { source: `halftone/${service}`, time: now() });
    const { subject, bytes } = encodeEvent(event);
    const head = headers();
    head.set('Content-Type', CONTENT_TYPE);
    const options: Partial<JetStreamPublishOptions> = {
      msgID: event.id,
      headers: head,
      timeout: PUBLISH_TIMEOUT_MS,
      ...(firstOnSubject && { expect: { lastSubjectSequence: 0 } }),
    };
    try {
      const { seq, duplicate } = await js.publish(subject, bytes, options);
      return { seq, duplicate };
    } catch (error) {
      const seq = firstOnSubject ? sequenceInTheWay(error) : null;
      if (seq !== null) return { seq, duplicate: true };
      throw notPermitted(error) ?? toUnavailable(subject, error);
    }
  };
}

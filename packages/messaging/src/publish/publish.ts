import {
  CONTENT_TYPE,
  type EncodedEvent,
  type EventData,
  type EventName,
  encodedEvent,
  InvalidEventError,
  isEnd,
  type ServiceName,
} from '@halftone/contracts';
import { currentTrace, inSpan, isTracing, type SpanOptions, type TraceContext } from '@halftone/telemetry';
import type { JetStreamManager, NatsConnection } from 'nats';
import { NotPermittedError, notPermitted } from '../access/not-permitted.ts';
import { isFull, LogRefusedError, LogUnavailableError, sequenceInTheWay, toUnavailable } from '../errors.ts';
import { metrics, type PublishError } from '../metrics.ts';
import type { Patience } from '../patience.ts';
import type { Fullness } from '../stream/fullness.ts';
import type { Published } from './confirmation.ts';
import { keepEnd } from './keep-end.ts';
import { confirmed, headOf } from './send.ts';

/**
 * Publishes an event and waits for the log's confirmation. The envelope is filled in: the source is the service, the
 * time is now, the id is derived from the data and serves the log to drop what is published twice.
 *
 * With `firstOnSubject`, the event is written only when its subject holds none, for facts that happen once in the life
 * of a request; otherwise the one that stands there is answered as a duplicate. `trace` is what the event follows from,
 * where that is not what is being done at the moment.
 *
 * An event that ends a request finds room also when the log is full: it waits in a stream of its own until there is some.
 * @throws InvalidEventError when the data does not fit the event's schema
 * @throws LogUnavailableError when the log did not confirm: it is away or full
 * @throws NotPermittedError when the event is not this service's to publish
 * @throws LogRefusedError when the log is damaged: what it confirms would be lost
 */
export type Publish = <N extends EventName>(
  name: N,
  data: EventData<N>,
  options?: PublishOptions,
) => Promise<Published>;

export type PublishOptions = {
  firstOnSubject?: boolean;
  trace?: TraceContext | undefined;
  /** Waits while the servers of a cluster agree on a leader. */
  patient?: boolean;
};

type Publishing = {
  connection: NatsConnection;
  jsm: JetStreamManager;
  fullness: Fullness;
  patience: Patience;
};

/** Without async functions on the way of an event: what they keep until its confirmation comes is as much as the event. */
export function createPublish(server: Publishing, service: ServiceName, now: () => Date): Publish {
  const source = `halftone/${service}`;
  const send = createSend(server);
  const write = <N extends EventName>(
    name: N,
    data: EventData<N>,
    { firstOnSubject = false, patient = false }: PublishOptions,
    trace: TraceContext,
  ) => {
    const event = encodedEvent(name, data, { source, time: now(), ...trace });
    const attempt = () => send(name, event, firstOnSubject);
    return patient ? server.patience(attempt) : attempt();
  };
  return (name, data, options = {}) =>
    counted(name, () => {
      if (!isTracing()) return write(name, data, options, {});
      const span = spanOf(name, options.trace);
      return inSpan(`send ${name}`, span, (begun) => write(name, data, options, begun.context()));
    });
}

function createSend({ connection, jsm, fullness }: Omit<Publishing, 'patience'>) {
  const taken = (published: Published): Published => {
    fullness.tookOne();
    return published;
  };
  const refused = (
    error: unknown,
    name: EventName,
    { id, subject, bytes }: EncodedEvent,
    firstOnSubject: boolean,
  ): Published | Promise<Published> => {
    if (error instanceof LogRefusedError) throw error;
    const seq = firstOnSubject ? sequenceInTheWay(error) : null;
    if (seq !== null) return { seq, duplicate: true };
    const reason = notPermitted(error) ?? toUnavailable(subject, error);
    if (!isFull(reason)) throw reason;
    fullness.refusedOne();
    if (!isEnd(name)) throw reason;
    return keepEnd({ connection, jsm }, { subject, bytes, id });
  };
  return (name: EventName, event: EncodedEvent, firstOnSubject: boolean): Promise<Published> => {
    const message = { bytes: event.bytes, head: headOfEvent(event.id, firstOnSubject) };
    return confirmed(connection, event.subject, message).then(taken, (error) =>
      refused(error, name, event, firstOnSubject),
    );
  };
}

const headOfEvent = (id: string, firstOnSubject: boolean) =>
  firstOnSubject
    ? headOf({ 'Content-Type': CONTENT_TYPE, 'Nats-Msg-Id': id, 'Nats-Expected-Last-Subject-Sequence': '0' })
    : headOf({ 'Content-Type': CONTENT_TYPE, 'Nats-Msg-Id': id });

/** As OpenTelemetry's conventions for messaging have it: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
const spanOf = (name: EventName, trace: TraceContext | undefined): SpanOptions => ({
  kind: 'producer',
  attributes: {
    'messaging.system': 'nats',
    'messaging.operation.type': 'send',
    'messaging.destination.name': name,
  },
  ...(trace?.traceparent && { parent: trace, links: [currentTrace()] }),
});

/** Counts what becomes of a publish. */
function counted(name: EventName, publish: () => Promise<Published>): Promise<Published> {
  const { sent, failed } = countsOf(name);
  try {
    return publish().then(sent, failed);
  } catch (error) {
    return Promise.reject(error).catch(failed);
  }
}

type Counts = { sent(published: Published): Published; failed(error: unknown): never };

const counts = new Map<EventName, Counts>();

const countsOf = (name: EventName): Counts => counts.get(name) ?? countsFrom(name);

function countsFrom(name: EventName): Counts {
  const sent = { messaging_destination_name: name, error_type: '' } as const;
  const created: Counts = {
    sent(published) {
      metrics.sent.add(sent);
      return published;
    },
    failed(error) {
      metrics.sent.add({ messaging_destination_name: name, error_type: publishErrorOf(error) });
      throw error;
    },
  };
  counts.set(name, created);
  return created;
}

function publishErrorOf(error: unknown): PublishError {
  if (error instanceof LogUnavailableError) return error.reason;
  if (error instanceof NotPermittedError) return 'not_permitted';
  if (error instanceof InvalidEventError) return 'invalid';
  return 'refused';
}

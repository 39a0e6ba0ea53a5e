import { DURABLES, UNNAMED_CONSUMERS } from '@halftone/contracts';
import { type NatsConnection, nuid } from 'nats';

const QUEUE = 'halftone';
/** Far above any request for a consumer. What is larger is left to the server, which reads what it says itself. */
const MAX_REQUEST_BYTES = 64 * 1024;
const NAME = /^[\w-]{1,64}$/;

/**
 * Passes on, under a name, the requests for consumers of the log whose subject names none, for as long as the connection
 * lasts. Clients send such requests for short-lived consumers (nats-py) and for several filters (`nats` for Node). The server
 * would take a name from the body, where no permission limits it, and change the consumer that has it: that of a
 * service as well. Whoever asked is answered by the server.
 */
export function nameConsumers(connection: NatsConnection): void {
  connection.subscribe(UNNAMED_CONSUMERS.subjects, {
    queue: QUEUE,
    callback: (error, { data, reply }) => {
      if (error || !reply) return;
      connection.publish(`${UNNAMED_CONSUMERS.request}.${nameIn(data) ?? nuid.next()}`, data, { reply });
    },
  });
}

/** The name that the request asks for, unless it is a service's or none that could stand in a subject. */
function nameIn(request: Uint8Array): string | undefined {
  if (request.length > MAX_REQUEST_BYTES) return undefined;
  try {
    const name: unknown = JSON.parse(Buffer.from(request).toString())?.config?.name;
    return typeof name === 'string' && NAME.test(name) && !isOfService(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

const isOfService = (name: string) => Object.values(DURABLES).some((durables) => name in durables);

import {
  type ChosenWebhook,
  DEFAULT_WEBHOOKS,
  deliveryIdOf,
  type EventData,
  type HalftoneEvent,
} from '@halftone/contracts';
import type { Endpoint } from '@halftone/endpoints';
import type { Delivery, EventLog } from '@halftone/messaging';

export type FanOutDependencies = {
  log: Pick<EventLog, 'publish'>;
  endpoints: { ofTenant(tenant: string): Endpoint[]; caughtUp(): Promise<void> };
  /** Receives the webhooks of requests that name no receiver. */
  defaultReceiver: string | undefined;
};

type Requested = EventData<'webhook.requested'>;
type Fact = HalftoneEvent<'request.completed'> | HalftoneEvent<'request.progressed'>;

/** The clocks of services may differ by so much: what happened just before an endpoint was registered is sent to it. */
const CLOCKS_DIFFER_MS = 60_000;

/** Handles `request.completed`: asks for the webhooks beside that which the completion asks for by itself. */
export function fanOutCompletion(dependencies: FanOutDependencies) {
  return async ({ event }: Delivery<'request.completed'>): Promise<void> => {
    const told: ChosenWebhook[] = [
      'request.completed',
      ...(event.data.counts.failed > 0 ? (['request.failed_images'] as const) : []),
    ];
    await request(dependencies, event, told);
  };
}

/** Handles `request.progressed`. */
export function fanOutProgress(dependencies: FanOutDependencies) {
  return ({ event }: Delivery<'request.progressed'>): Promise<void> =>
    request(dependencies, event, ['request.progress']);
}

/** The log takes each webhook only once, so that a fact that is delivered again asks for nothing more. */
async function request(dependencies: FanOutDependencies, fact: Fact, told: ChosenWebhook[]): Promise<void> {
  const { log, endpoints } = dependencies;
  // One that was registered before this happened is told of it, however far behind this process is.
  await endpoints.caughtUp();
  for (const requested of [
    ...toOwnReceiver(fact, told, dependencies),
    ...toEndpoints(fact, told, dependencies),
  ]) {
    await log.publish('webhook.requested', requested, { firstOnSubject: true });
  }
}

function toOwnReceiver(
  fact: Fact,
  told: ChosenWebhook[],
  { defaultReceiver }: FanOutDependencies,
): Requested[] {
  const { webhookUrl, webhookEvents = DEFAULT_WEBHOOKS } = fact.data;
  if (!webhookUrl && !defaultReceiver) return [];
  return told
    .filter((event) => event !== 'request.completed' && webhookEvents.includes(event))
    .map((event) => ({ ...requestedFor(fact, event), ...(webhookUrl && { webhookUrl }) }));
}

function toEndpoints(fact: Fact, told: ChosenWebhook[], { endpoints }: FanOutDependencies): Requested[] {
  const { tenant } = fact.data;
  if (tenant === undefined) return [];
  const latest = Date.parse(fact.time) + CLOCKS_DIFFER_MS;
  return endpoints
    .ofTenant(tenant)
    .filter(({ status, enabledAt }) => status === 'enabled' && Date.parse(enabledAt) <= latest)
    .flatMap(({ endpointId, events }) =>
      told.filter((event) => events.includes(event)).map((event) => requestedFor(fact, event, endpointId)),
    );
}

function requestedFor(fact: Fact, event: ChosenWebhook, endpointId?: string): Requested {
  const { requestId } = fact.data;
  const progress = fact.name === 'request.progressed' && {
    progress: { percent: fact.data.progress, counts: fact.data.counts },
  };
  const percent = progress ? progress.progress.percent : undefined;
  return {
    requestId,
    deliveryId: deliveryIdOf(requestId, { event, endpointId, percent }),
    event,
    occurredAt: fact.time,
    ...(endpointId && { endpointId }),
    ...progress,
  };
}

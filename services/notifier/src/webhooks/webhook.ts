import type { ChosenWebhook, EventData, HalftoneEvent } from '@halftone/contracts';
import { DEFAULT_WEBHOOKS, deliveryIdOf } from '@halftone/contracts';
import type { Endpoint } from '@halftone/endpoints';
import { type EventLog, type Logged, RetryLater } from '@halftone/messaging';
import type { Sign } from '../signature.ts';
import { failedImages } from './failed-images.ts';
import { completedBody, failedImagesBody, progressBody } from './payload.ts';

/** What is to be posted, to whom, and who signs it. */
export type Webhook = {
  requestId: string;
  deliveryId: string;
  event: ChosenWebhook;
  /** The registered endpoint that it goes to. */
  endpointId?: string;
  receiver: string;
  sign: Sign;
  /** The same bytes each time. */
  body(): Promise<string>;
  /** Why it is not posted after all. */
  refusal?: string;
};

export type WebhookSources = {
  log: Pick<EventLog, 'lastEvent' | 'replay'>;
  endpoints: { find(endpointId: string): Endpoint | null };
  /** Signs with the operator's secrets. */
  sign: Sign;
  /** Signs with those of an endpoint that are valid now. */
  signFor: (endpoint: Endpoint) => Sign;
  /** Receives the webhooks of requests that name no receiver. */
  defaultReceiver: string | undefined;
  publicUrl: string;
};

type Completed = HalftoneEvent<'request.completed'>;

/** The webhook that a completion asks for by itself: to the request's own receiver, or null where nobody wants it. */
export function completionWebhook(completed: Completed, sources: WebhookSources): Webhook | null {
  const { requestId, webhookUrl, webhookEvents = DEFAULT_WEBHOOKS } = completed.data;
  const receiver = webhookUrl ?? sources.defaultReceiver;
  const event = 'request.completed';
  if (!receiver || !webhookEvents.includes(event)) return null;
  const body = async () => completedBody(completed, sources.publicUrl);
  return { requestId, deliveryId: deliveryIdOf(requestId), event, receiver, sign: sources.sign, body };
}

/**
 * The webhook that was asked for beside it; null where its receiver was the operator's, who has none any more.
 * @throws RetryLater when its endpoint is not known yet
 */
export function requestedWebhook(
  asked: HalftoneEvent<'webhook.requested'>,
  sources: WebhookSources,
): Webhook | null {
  const { requestId, deliveryId, event, endpointId, webhookUrl } = asked.data;
  const common = { requestId, deliveryId, event, body: () => bodyOf(asked.data, sources) };
  if (endpointId === undefined) {
    const receiver = webhookUrl ?? sources.defaultReceiver;
    return receiver ? { ...common, receiver, sign: sources.sign } : null;
  }
  const endpoint = sources.endpoints.find(endpointId);
  if (!endpoint) throw new RetryLater(ENDPOINT_COMES_MS, `the endpoint ${endpointId} is not known yet`);
  const to = { ...common, endpointId, receiver: endpoint.url };
  if (endpoint.status === 'enabled') return { ...to, sign: sources.signFor(endpoint) };
  return { ...to, sign: sources.sign, refusal: `The endpoint is ${endpoint.status}.` };
}

/** What is registered is in the log before any webhook to it is asked for; it is only still to be read. */
const ENDPOINT_COMES_MS = 2000;

async function bodyOf(asked: EventData<'webhook.requested'>, sources: WebhookSources): Promise<string> {
  const { requestId, event, occurredAt, progress } = asked;
  switch (event) {
    case 'request.progress':
      if (!progress) throw new Error(`the webhook ${asked.deliveryId} does not say how far the request is`);
      return progressBody(requestId, occurredAt, progress);
    case 'request.completed':
      return completedBody((await completionOf(requestId, sources)).event, sources.publicUrl);
    case 'request.failed_images': {
      const { event: completed, seq } = await completionOf(requestId, sources);
      return failedImagesBody(completed, await failedImages(sources.log, completed, seq), sources.publicUrl);
    }
    default:
      // Asked for by a later version, which then has to post it.
      throw new RetryLater(UNKNOWN_WEBHOOK_MS, `this version knows no webhook ${event satisfies never}`);
  }
}

const UNKNOWN_WEBHOOK_MS = 60_000;

async function completionOf(
  requestId: string,
  { log }: WebhookSources,
): Promise<Logged<'request.completed'>> {
  const completed = await log.lastEvent('request.completed', requestId);
  if (!completed) throw new Error(`the log has no completion of ${requestId}`);
  return completed;
}

import type { ChosenWebhook, EndpointEventData, EndpointEventName } from '@halftone/contracts';
import { createEndpointBook, type Endpoint, newSecret, type SecretsKeyring } from '@halftone/endpoints';
import type { EndpointLog } from '@halftone/messaging';
import { fromLog } from '../dependencies.ts';
import { Problem } from '../problems/problems.ts';

export type EndpointDependencies = {
  log: () => { endpoints: Pick<EndpointLog, 'publish' | 'replay' | 'lastSequence'> };
  /** Null where no endpoint can be registered, since nobody could keep its secret. */
  endpointSecrets: SecretsKeyring | null;
  newId: () => string;
  now: () => Date;
};

export type Registration = { url: string; events: ChosenWebhook[]; description?: string };

const MOST_ENDPOINTS = 20;
/** Each time another change of an endpoint came in between. */
const MOST_TRIES = 10;

/** An event to be published, or none when things are as they should be already. */
type Decision =
  | { [N in EndpointEventName]: { name: N; data: EndpointEventData<N> } }[EndpointEventName]
  | null;

/**
 * Registers an endpoint.
 * @returns its new secret, which nobody can read later
 * @throws Problem `endpoints_not_configured` or `too_many_endpoints`
 */
export async function registerEndpoint(
  deps: EndpointDependencies,
  tenant: string,
  { url, events, description }: Registration,
): Promise<{ endpoint: Endpoint; secret: string }> {
  const keyring = keyringOf(deps);
  const endpointId = `ep_${deps.newId().replaceAll('-', '').slice(0, 24)}`;
  const secret = newSecret();
  const version = 1;
  const endpoint = await decide(deps, endpointId, (_none, all) => {
    if (all.filter((other) => other.tenant === tenant).length >= MOST_ENDPOINTS) {
      throw new Problem('too_many_endpoints', `There are ${MOST_ENDPOINTS} webhook endpoints already.`);
    }
    const sealed = keyring.seal(secret, { endpointId, version });
    const about = { endpointId, tenant, version, url, events, ...(description && { description }) };
    return { name: 'endpoint.registered', data: { ...about, secret: sealed, by: tenant } };
  });
  return { endpoint, secret };
}

/**
 * Gives an endpoint a new secret; those before it sign beside it for a while.
 * @throws Problem `endpoint_not_found` or `endpoints_not_configured`
 */
export async function rotateSecret(
  deps: EndpointDependencies,
  { tenant, endpointId }: { tenant: string; endpointId: string },
  overlapMs: number,
): Promise<{ endpoint: Endpoint; secret: string }> {
  const keyring = keyringOf(deps);
  const secret = newSecret();
  const endpoint = await decide(deps, endpointId, (known) => {
    const next = nextOf(known, tenant);
    const sealed = keyring.seal(secret, { endpointId, version: next.version });
    const previousUntil = new Date(deps.now().getTime() + overlapMs).toISOString();
    return { name: 'endpoint.rotated', data: { ...next, secret: sealed, previousUntil, by: tenant } };
  });
  return { endpoint, secret };
}

/**
 * Disables, enables or removes an endpoint. What is so already stays as it is.
 * @throws Problem `endpoint_not_found` or `endpoints_not_configured`
 */
export function changeStatus(
  deps: EndpointDependencies,
  { tenant, endpointId }: { tenant: string; endpointId: string },
  status: 'disabled' | 'enabled' | 'removed',
): Promise<Endpoint> {
  keyringOf(deps);
  return decide(deps, endpointId, (known) => {
    const data = { ...nextOf(known, tenant), by: tenant };
    return known?.status === status ? null : { name: `endpoint.${status}`, data };
  });
}

/**
 * An endpoint as the log has it now.
 * @throws Problem `endpoint_not_found` when there is none, it is another tenant's, or it was removed
 */
export async function endpointOf(
  deps: EndpointDependencies,
  { tenant, endpointId }: { tenant: string; endpointId: string },
): Promise<Endpoint> {
  keyringOf(deps);
  const known = (await readBook(deps, endpointId)).find(endpointId);
  nextOf(known, tenant);
  if (known) return known;
  throw notFound();
}

function keyringOf({ endpointSecrets }: EndpointDependencies): SecretsKeyring {
  if (endpointSecrets) return endpointSecrets;
  throw new Problem(
    'endpoints_not_configured',
    'This gateway has no key to encrypt the secrets of endpoints with.',
  );
}

function nextOf(known: Endpoint | null, tenant: string) {
  if (known?.tenant !== tenant || known.status === 'removed') throw notFound();
  return { endpointId: known.endpointId, tenant, version: known.version + 1 };
}

const notFound = () => new Problem('endpoint_not_found', 'There is no webhook endpoint with this id.');

/** Reads what has happened so far, decides, and publishes if nothing has come in between; otherwise all of it again. */
async function decide(
  deps: EndpointDependencies,
  endpointId: string,
  decision: (known: Endpoint | null, all: Endpoint[]) => Decision,
): Promise<Endpoint> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const after = await fromLog(deps.log().endpoints.lastSequence());
    const book = await readBook(deps);
    const decided = decision(book.find(endpointId), book.all());
    const published =
      decided === null || (await fromLog(deps.log().endpoints.publish(decided.name, decided.data, after)));
    if (!published) continue;
    const changed = (decided === null ? book : await readBook(deps)).find(endpointId);
    if (changed) return changed;
  }
  throw new Problem('overloaded', 'Too many endpoints are being changed at once.', { retryAfterSeconds: 1 });
}

async function readBook(deps: EndpointDependencies, endpointId?: string) {
  const book = createEndpointBook();
  const reading = async () => {
    for await (const { event } of deps.log().endpoints.replay(endpointId)) book.add(event);
  };
  await fromLog(reading());
  return book;
}

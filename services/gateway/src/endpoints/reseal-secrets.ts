import { createEndpointBook, type Endpoint, type SecretsKeyring } from '@halftone/endpoints';
import type { EndpointLog } from '@halftone/messaging';
import { type Logger, untilReady } from '@halftone/runtime';

export type ResealDependencies = {
  log: () => { endpoints: Pick<EndpointLog, 'publish' | 'replay' | 'lastSequence'> };
  endpointSecrets: SecretsKeyring | null;
  logger: Logger;
};

/**
 * Seals with the present key what an earlier one has sealed, once the log is there; after that the earlier key is needed
 * no more. Several gateways may do so at once.
 */
export function resealInBackground(deps: ResealDependencies): Disposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { logger } = deps;
  untilReady('the endpoints', () => resealSecrets(deps), { logger, signal }).catch((error) => {
    if (!signal.aborted) throw error;
  });
  return { [Symbol.dispose]: () => stopping.abort() };
}

/** @returns how many endpoints have secrets that were sealed again */
export async function resealSecrets({
  log,
  endpointSecrets: keyring,
  logger,
}: ResealDependencies): Promise<number> {
  if (!keyring) return 0;
  const given = new Set<string>();
  for (let resealed = 0; ; ) {
    const { endpoints } = log();
    const after = await endpoints.lastSequence();
    const book = createEndpointBook();
    for await (const { event } of endpoints.replay()) book.add(event);
    const stale = book
      .all()
      .find((endpoint) => !given.has(endpoint.endpointId) && isStale(endpoint, keyring));
    if (!stale) return resealed;
    const { endpointId, tenant, version } = stale;
    const secrets = opened(stale, keyring);
    if (secrets instanceof Error) {
      // Those behind it are to be sealed all the same.
      given.add(endpointId);
      logger.error({ endpointId, err: secrets }, 'the secrets of an endpoint cannot be opened');
      continue;
    }
    const data = { endpointId, tenant, version: version + 1, secrets };
    if (await endpoints.publish('endpoint.resealed', data, after)) resealed += 1;
  }
}

const isStale = ({ secrets }: Endpoint, keyring: SecretsKeyring) =>
  secrets.some(({ sealed }) => !keyring.isCurrent(sealed));

/** The error when one was sealed with a key that nobody has, or was changed since. */
function opened({ endpointId, secrets }: Endpoint, keyring: SecretsKeyring) {
  try {
    return secrets
      .filter(({ sealed }) => !keyring.isCurrent(sealed))
      .map(({ sealed, version }) => {
        const place = { endpointId, version };
        return { version, secret: keyring.seal(keyring.open(sealed, place), place) };
      });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

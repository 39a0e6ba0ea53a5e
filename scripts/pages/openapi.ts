import { openReadModel } from '@halftone/read-model';
import { createLogger } from '@halftone/runtime';
import { buildApp } from '../../services/gateway/src/app.ts';
import { fetchOutputs } from '../../services/gateway/src/outputs/fetch-outputs.ts';
import { readsFrom } from '../../services/gateway/src/reads-from.ts';

/** The OpenAPI document of the gateway, from its routes alone: nothing is connected, and no route is called. */
export async function openApiDocument() {
  await using readModel = await openReadModel({ url: 'postgres://nobody@127.0.0.1/halftone' });
  await using app = buildApp({
    log: absent,
    reads: readsFrom(readModel),
    checks: {},
    newId: absent,
    keys: null,
    isOperator: absent,
    judgeReceiver: absent,
    endpointSecrets: null,
    requestsPerMinute: 0,
    limits: { maxUploadBytes: 1, maxJsonBytes: 1 },
    expressMaxImages: 1,
    fetchOutputs: fetchOutputs(undefined),
    consoleFolder: import.meta.dirname,
    publicUrl: 'http://127.0.0.1:3000',
    now: () => new Date(),
    logger: createLogger('gateway', 'silent'),
  });
  await app.ready();
  return app.swagger();
}

function absent(): never {
  throw new Error('The document is made without a system.');
}

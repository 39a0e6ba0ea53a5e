import type { TestSystem } from '@halftone/local-stack/testing';
import { connectOperator } from '@halftone/messaging';
import { openOutputStore, verify } from '@halftone/operations';
import { openReadModel } from '@halftone/read-model';
import { createLogger } from '@halftone/runtime';

/** What `npm run verify -- --all` finds, beside what is counted by hand. */
export async function verifyFindings({ nats, database, objectStore }: TestSystem): Promise<string[]> {
  await using log = await connectOperator({ url: nats.url, logger: createLogger('chaos', 'silent') });
  await using readModel = await openReadModel({ url: database.gatewayUrl });
  const { requests } = await verify(
    { log, readModel, store: openOutputStore(objectStore) },
    { patienceMs: 0 },
  );
  return requests.flatMap(({ requestId, findings }) =>
    findings
      .filter(({ severity }) => severity === 'fault')
      .map((finding) => `verify says of ${requestId}: ${JSON.stringify(finding)}`),
  );
}

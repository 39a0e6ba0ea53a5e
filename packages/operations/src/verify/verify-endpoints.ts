import { createEndpointBook, type Endpoint } from '@halftone/endpoints';
import type { OperatorLog } from '@halftone/messaging';
import { type ReadModel, WebhookEndpoint } from '@halftone/read-model';
import { type Columns, differingColumns } from './expected-rows.ts';
import { createFindings, type Finding, type Findings } from './findings.ts';

export type EndpointParts = { log: Pick<OperatorLog, 'endpointEvents'>; readModel: ReadModel };

/** What was found of a webhook endpoint. */
export type EndpointReport = { endpointId: string; findings: Finding[] };

/**
 * Checks that the read model shows the endpoints as their events add up to them, and tells which of them are in trouble.
 * @returns those of which something was found
 */
export async function verifyEndpoints({ log, readModel }: EndpointParts): Promise<EndpointReport[]> {
  const rows = new Map((await readModel.em().find(WebhookEndpoint, {})).map((row) => [row.id, row]));
  const endpoints = await endpointsOf(log);
  const ids = [...new Set([...endpoints.keys(), ...rows.keys()])].sort();
  return ids.flatMap((endpointId) => {
    const findings = createFindings();
    const endpoint = endpoints.get(endpointId);
    checkRow(endpoint, rows.get(endpointId), findings);
    if (endpoint) addTrouble(endpoint, findings);
    const { shown } = findings.all();
    return shown.length > 0 ? [{ endpointId, findings: shown }] : [];
  });
}

async function endpointsOf(log: EndpointParts['log']): Promise<Map<string, Endpoint>> {
  const book = createEndpointBook();
  const endpoints = new Map<string, Endpoint>();
  for await (const { event } of log.endpointEvents()) {
    const endpoint = book.add(event);
    if (endpoint) endpoints.set(endpoint.endpointId, endpoint);
  }
  return endpoints;
}

function checkRow(
  endpoint: Endpoint | undefined,
  row: WebhookEndpoint | undefined,
  findings: Findings,
): void {
  if (!row) findings.add('row_missing', 'The read model has no row for the endpoint.');
  else if (!endpoint)
    findings.add('row_surplus', 'The read model has an endpoint of which there is no event.');
  else {
    const columns = differingColumns(row, expectedColumns(endpoint));
    if (columns.length === 0) return;
    findings.add(
      'row_differs',
      `The read model differs from the events of the endpoint in ${columns.join(', ')}.`,
    );
  }
}

const dateOf = (time: string | null | undefined) => (time ? new Date(time) : null);

function expectedColumns(endpoint: Endpoint): Columns {
  const { version, tenant, url, events, description, status, secrets, error } = endpoint;
  return {
    ...{ version, tenant, url, events, description, status, error },
    registeredAt: dateOf(endpoint.registeredAt),
    rotatedAt: dateOf(endpoint.rotatedAt),
    previousUntil: dateOf(secrets[1]?.until),
    failingSince: dateOf(endpoint.failingSince),
    updatedAt: dateOf(endpoint.updatedAt),
  };
}

function addTrouble({ tenant, status, failingSince, error }: Endpoint, findings: Findings): void {
  if (status === 'suspended') {
    const why = `after nothing but failures since ${failingSince}. The last one: ${error}`;
    findings.add('endpoint_suspended', `The endpoint of ${tenant} was disabled ${why}`);
  } else if (status === 'enabled' && failingSince !== null) {
    findings.add(
      'endpoint_failing',
      `Every attempt to reach the endpoint of ${tenant} has failed since ${failingSince}.`,
    );
  }
}

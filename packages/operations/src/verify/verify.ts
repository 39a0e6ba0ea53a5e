import { setTimeout as delay } from 'node:timers/promises';
import { streamRequestIds } from '@halftone/read-model';
import type { Finding } from './findings.ts';
import { type EndpointReport, verifyEndpoints } from './verify-endpoints.ts';
import { type Background, type RequestReport, type VerifyParts, verifyRequest } from './verify-request.ts';

export type VerifyOptions = {
  /** Only this request; all of them when left out. */
  requestId?: string;
  /**
   * What may still be on its way is checked again for this long, in all, before it counts as found. 0 believes the
   * first look.
   */
  patienceMs?: number;
  /** Told of each request as soon as it is verified. */
  onRequest?: (report: RequestReport) => void;
  now?: () => number;
};

export type Report = {
  /** No request and no endpoint has a fault. Notes do not count. */
  consistent: boolean;
  requests: RequestReport[];
  /** Webhook endpoints of which something was found, where all requests were verified. */
  endpoints: EndpointReport[];
};

type Patience = { background: Background; patience: { leftMs: number }; now: () => number };

const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 500;

/**
 * Proves that the log, the read model and the store agree on every request, or says where they do not. It only reads, so
 * the services may go on working. It holds the requests' ids, and of one request at a time a few hundred bytes for each
 * row and image.
 */
export async function verify(parts: VerifyParts, options: VerifyOptions = {}): Promise<Report> {
  const { requestId, patienceMs = PATIENCE_MS, onRequest = () => {}, now = Date.now } = options;
  const patience = { background: await backgroundOf(parts, now), patience: { leftMs: patienceMs }, now };
  const requests: RequestReport[] = [];
  for (const id of requestId === undefined ? await allRequests(parts) : [requestId]) {
    const report = await verifyWithRetries(parts, id, patience);
    onRequest(report);
    requests.push(report);
  }
  const endpoints = requestId === undefined ? await endpointsWithRetries(parts, patience) : [];
  return { consistent: [...requests, ...endpoints].every(isConsistent), requests, endpoints };
}

/** Whether a request, or an endpoint, has no fault. */
export const isConsistent = ({ findings }: { findings: readonly Finding[] }): boolean =>
  !findings.some(isFault);

const isFault = ({ severity }: Finding) => severity === 'fault';

/** Their events are few, and each is projected by itself: what differs for long is wrong. */
async function endpointsWithRetries(parts: VerifyParts, { patience }: Patience): Promise<EndpointReport[]> {
  for (;;) {
    const reports = await verifyEndpoints(parts);
    if (reports.every(isConsistent) || patience.leftMs <= 0) return reports;
    await delay(LOOK_AGAIN_MS);
    patience.leftMs -= LOOK_AGAIN_MS;
  }
}

async function verifyWithRetries(
  parts: VerifyParts,
  requestId: string,
  { background, patience, now }: Patience,
): Promise<RequestReport> {
  for (let known = background; ; known = await backgroundOf(parts, now)) {
    const { report, isYoung } = await verifyRequest(parts, requestId, known);
    if (isConsistent(report) || !isYoung || patience.leftMs <= 0) return report;
    await delay(LOOK_AGAIN_MS);
    patience.leftMs -= LOOK_AGAIN_MS;
  }
}

async function backgroundOf({ log }: VerifyParts, now: () => number): Promise<Background> {
  return {
    deadLetters: await Array.fromAsync(log.deadLetters.list()),
    firstSequence: await log.firstSequence(),
    now: now(),
  };
}

/** Those that the log has, and those that only the read model has. */
async function allRequests({ log, readModel }: VerifyParts): Promise<string[]> {
  const ids = await log.requestIds();
  for await (const id of streamRequestIds(readModel)) ids.add(id);
  return [...ids].sort();
}

import type { Verification } from '@halftone/messaging';
import { isConsistent, type Report } from './verify.ts';

const NAMED = 20;

/** What a verification of all requests found, for whoever did not see its report. */
export function summaryOf(
  { consistent, requests, endpoints }: Report,
  { at, durationMs }: { at: Date; durationMs: number },
): Verification {
  const found: Record<string, number> = {};
  const count = (code: string, times: number) => {
    found[code] = (found[code] ?? 0) + times;
  };
  for (const [code, times] of requests.flatMap((request) => Object.entries(request.found)))
    count(code, times);
  for (const { code } of endpoints.flatMap((endpoint) => endpoint.findings)) count(code, 1);
  const inconsistent = requests.filter((request) => !isConsistent(request));
  return {
    at: at.toISOString(),
    durationMs: Math.round(durationMs),
    consistent,
    requests: requests.length,
    // What stands under an id that nobody gave can be of any length.
    inconsistent: inconsistent.slice(0, NAMED).map(({ requestId }) => requestId.slice(0, 200)),
    found,
  };
}

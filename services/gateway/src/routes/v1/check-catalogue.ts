import { PROBE_LIMITS } from '@halftone/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { Keyring } from '../../access/keyring.ts';
import { ownPace } from '../../access/rate-limits.ts';
import type { App } from '../../http/type-provider.ts';
import type { AcceptDependencies } from '../../intake/accept-request.ts';
import type { ReadSubmission } from '../../intake/incoming-file.ts';
import { inspectCatalogue, isUsable } from '../../intake/inspect-catalogue.ts';
import { refuseUnreachable } from '../../intake/webhooks/webhook-url.ts';
import { type LookAheadDependencies, lookAhead } from '../../preflight/look-ahead.ts';
import { sampleImages } from '../../preflight/sample-images.ts';
import { fieldFault, invalidFields } from '../../problems/field-faults.ts';
import { type DryRunReport, reportOf } from './dry-run.ts';

export type CheckDependencies = Pick<AcceptDependencies, 'limits' | 'judgeReceiver' | 'expressMaxImages'> &
  LookAheadDependencies & {
    keys: Keyring | null;
    /** The most looks at images a minute of one key or, without keys, of one address; 10 if left out, 0 for no limit. */
    probesPerMinute?: number;
    random?: () => number;
  };

const PROBES_PER_MINUTE = 10;

type Call = { request: FastifyRequest; reply: FastifyReply };

/** Reads a catalogue and reports on it; with a probe, an imager looks at some of its images besides. */
export function checkCatalogue(app: App, deps: CheckDependencies) {
  const { limits, judgeReceiver, expressMaxImages, now, random = Math.random } = deps;
  const { keys, probesPerMinute: max = PROBES_PER_MINUTE } = deps;
  const pace = ownPace(app, 'dry runs with probe', { keys, max });

  return async (read: ReadSubmission, probe: unknown, call: Call): Promise<Static<typeof DryRunReport>> => {
    const count = probeOf(probe);
    if (count > 0) await pace(call.request, call.reply);
    const sample = count > 0 ? sampleImages({ perColumn: count, now: now().getTime(), random }) : undefined;
    const { options, received } = await read((file) => inspectCatalogue(file, limits, { seen: sample?.add }));
    refuseUnreachable(options.webhookUrl, judgeReceiver);
    const report = reportOf(received, isUsable(received, options.invalidRows));
    if (!sample) return report;
    const { recipe } = options;
    const isExpress = received.totals.images <= expressMaxImages;
    const signal = leaving(call.reply);
    return { ...report, preflight: await lookAhead(deps, { sample, count, recipe, isExpress, signal }) };
  };
}

/** @throws Problem that says which numbers there are */
function probeOf(probe: unknown): number {
  if (probe === undefined) return 0;
  const count = typeof probe === 'string' && /^\d{1,6}$/.test(probe) ? Number(probe) : Number.NaN;
  if (count <= PROBE_LIMITS.images) return count;
  throw invalidFields([
    fieldFault('probe', 'invalid_value', `must be a whole number from 0 to ${PROBE_LIMITS.images}`),
  ]);
}

/** Is aborted when the client goes away before it has its answer. */
function leaving({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController();
  const leave = () => left.abort(new Error('the client went away'));
  if (raw.closed) leave();
  // An answer that was sent is nothing that could still be stopped.
  else raw.once('close', () => raw.writableFinished || leave());
  return left.signal;
}

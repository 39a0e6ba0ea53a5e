import type { ProbeAnswer, ProbedImage, Recipe } from '@halftone/contracts';
import { estimateOf } from './estimate.ts';
import { FINDINGS, type Finding, findingsOf } from './findings.ts';
import { type Looked, likelyFailures, withExpiry } from './likely-failures.ts';
import {
  HOSTS_LISTED,
  type LikelyFailure,
  type Preflight,
  type PreflightHost,
  ROWS_LISTED,
} from './preflight-schema.ts';
import type { Candidate, HostImages, ImageSample } from './sample-images.ts';
import { median } from './statistics.ts';

export type SeenImages = {
  sample: Pick<ImageSample, 'hosts' | 'beyond'>;
  chosen: readonly Candidate[];
  answer: ProbeAnswer;
  durationMs: number;
  recipe: Recipe;
  isExpress: boolean;
  now: number;
};

type HostSeen = { host: HostImages; looked: Looked[]; failures: ReturnType<typeof likelyFailures> };

/** What was seen of some images, as what is to be expected of all. */
export function preflightReport(seen: SeenImages): Preflight {
  const { sample, chosen, answer, durationMs, recipe, isExpress } = seen;
  const hosts = hostsOf(seen);
  const all = hosts.flatMap(({ looked }) => looked.map((one) => one.seen));
  const unfinished = answer.images.filter(({ state }) => state === 'unfinished').length;
  const reports = hosts.map((host) => reportOf(host, hosts)).sort(problemsFirst);
  const rows = hosts.flatMap(({ failures }) => failures.listed).sort((a, b) => a.line - b.line);
  const likely = hosts.reduce((count, { failures }) => count + failures.count, 0);
  const listed = fairly(rows);
  return {
    chosen: chosen.length,
    looked: chosen.length - unfinished,
    unfinished,
    receivedBytes: answer.images.reduce((sum, { received }) => sum + received, 0),
    durationMs: Math.round(durationMs),
    hosts: reports.slice(0, HOSTS_LISTED),
    hostsOmitted: Math.max(0, reports.length - HOSTS_LISTED) + sample.beyond().hosts,
    formats: formatsOf(all),
    estimate: estimateOf([...hosts.map(expected), { images: sample.beyond().images, seen: [] }], recipe, {
      imager: answer.imager,
      isExpress,
    }),
    rows: listed,
    rowsOmitted: Math.max(0, likely - listed.length),
  };
}

function hostsOf({ sample, chosen, answer, now }: SeenImages): HostSeen[] {
  const seen = chosen.flatMap((candidate, index): Looked[] => {
    const image = answer.images[index];
    return image ? [{ candidate, seen: withExpiry(candidate.url, image, now) }] : [];
  });
  const byHost = Map.groupBy(seen, ({ candidate }) => candidate.host);
  return sample.hosts().map((host) => {
    const looked = byHost.get(host.host) ?? [];
    return { host, looked, failures: likelyFailures(host, looked) };
  });
}

/** Those that were looked at before those that are guessed, each in the order of the file. */
function fairly(rows: readonly LikelyFailure[]): LikelyFailure[] {
  const looked = rows.filter(({ basis }) => basis === 'looked');
  const others = rows.filter(({ basis }) => basis !== 'looked');
  return [...looked, ...others].slice(0, ROWS_LISTED);
}

/** The images that are likely to become something. */
function expected({ host, looked, failures }: HostSeen) {
  const seen = looked.flatMap(({ seen: image }) => (image.state === 'image' ? [image] : []));
  return { images: host.images - failures.count, seen };
}

function reportOf({ host, looked, failures }: HostSeen, all: readonly HostSeen[]): PreflightHost {
  const seen = looked.map((one) => one.seen);
  const others = all.filter((other) => other.host !== host).flatMap((other) => other.looked);
  const othersFirstByteMs = median(others.flatMap((other) => other.seen.firstByteMs ?? []));
  const findings = findingsOf(seen, { expired: host.expired, othersFirstByteMs });
  return {
    host: host.host,
    images: host.images,
    looked: seen.filter(({ state }) => state !== 'unfinished').length,
    reachable: reachability(seen),
    likelyToFail: failures.count,
    findings: findings.map(inWords),
    formats: formatsOf(seen),
    bytes: rangeOf(seen.flatMap(({ bytes, state }) => (state === 'image' ? (bytes ?? []) : []))),
    megapixels: rangeOf(
      seen.flatMap(({ width, height }) => (width && height ? Math.round((width * height) / 1e4) / 100 : [])),
    ),
    firstByteMs: rangeOf(
      seen.flatMap(({ firstByteMs }) => (firstByteMs === undefined ? [] : Math.round(firstByteMs))),
    ),
  };
}

const inWords = ({ code, ...finding }: Finding) => ({ code, ...FINDINGS[code], ...finding });

/** A host that answers at all, with whatever, can be reached. */
function reachability(seen: readonly ProbedImage[]): boolean | null {
  if (seen.some(({ status }) => status !== undefined)) return true;
  return seen.some(({ state }) => state === 'failed') ? false : null;
}

function formatsOf(seen: readonly ProbedImage[]): Preflight['formats'] {
  const counted = Map.groupBy(
    seen.flatMap(({ format }) => format ?? []),
    (format) => format,
  );
  return [...counted]
    .map(([format, images]) => ({ format, images: images.length }))
    .sort((a, b) => b.images - a.images);
}

function rangeOf(values: readonly number[]): { smallest: number; median: number; largest: number } | null {
  const middle = median(values);
  if (middle === undefined) return null;
  return { smallest: Math.min(...values), median: middle, largest: Math.max(...values) };
}

function problemsFirst(a: PreflightHost, b: PreflightHost): number {
  const has = ({ likelyToFail }: PreflightHost) => Number(likelyToFail > 0);
  return has(b) - has(a) || b.images - a.images;
}

import Table from 'cli-table3';
import { printable } from '../printable.ts';
import type { Finding } from './findings.ts';
import type { Report } from './verify.ts';
import { isConsistent } from './verify.ts';
import type { RequestReport } from './verify-request.ts';

/** More requests than this are not listed one by one, but for those with something to say. */
const LISTED = 50;

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** A report for a person to read. */
export function reportText({ requests, endpoints }: Report, seconds: number): string {
  const faulty = requests.filter((request) => !isConsistent(request));
  const noted = requests.filter((request) => isConsistent(request) && request.findings.length > 0);
  const listed = requests.length <= LISTED ? requests : [...faulty, ...noted].slice(0, LISTED);
  return [
    ...(listed.length > 0 ? [tableOf(listed), ''] : []),
    ...faulty.flatMap((request) => [`Request ${request.requestId}`, ...linesOf(request), '']),
    ...noted.flatMap((request) => [
      `Request ${request.requestId} is consistent; worth knowing:`,
      ...linesOf(request),
      '',
    ]),
    ...endpoints.flatMap(({ endpointId, findings }) => [
      `Webhook endpoint ${endpointId}`,
      ...findings.map(lineOf),
      '',
    ]),
    conclusion(requests, faulty.length, seconds),
    ...(faulty.length + noted.length + endpoints.length > 0
      ? ['docs/operations.md says what each of these means and what to do.']
      : []),
    '',
  ].join('\n');
}

function tableOf(requests: readonly RequestReport[]): string {
  const table = new Table({
    head: ['Request', 'State', 'Products', 'Compressed', 'Reused', 'Failed', 'Objects', 'Webhook', ''],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left', 'left'],
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const request of requests) {
    const { requestId, state, totals, counts, objects, webhook } = request;
    const products = `${counts.products}/${totals.products}`;
    const images = `${counts.compressed}/${totals.images}`;
    const verdict = isConsistent(request) ? 'consistent' : 'NOT CONSISTENT';
    const { reused, failed } = counts;
    table.push([printable(requestId), state, products, images, reused, failed, objects, webhook, verdict]);
  }
  return table.toString().replaceAll(/ +$/gm, '');
}

function linesOf({ findings, found }: RequestReport): string[] {
  const byCode = Map.groupBy(findings, ({ code }) => code);
  return [...byCode].flatMap(([code, shown]) => {
    const more = (found[code] ?? 0) - shown.length;
    const rest = more > 0 ? [`  ${' '.repeat(code.length)}  ... and ${more} more of this kind`] : [];
    return [...shown.map(lineOf), ...rest];
  });
}

const lineOf = ({ code, detail }: Finding) => `  ${code}  ${printable(detail)}`;

function conclusion(requests: readonly RequestReport[], faulty: number, seconds: number): string {
  const objects = requests.reduce((sum, request) => sum + request.objects, 0);
  const running = requests.filter(({ state }) => state === 'running').length;
  const verdict = faulty === 0 ? 'all consistent' : `${faulty} NOT consistent`;
  const what = `${counted(requests.length, 'request')} and ${counted(objects, 'object')} verified in ${seconds.toFixed(1)} s`;
  return `${what}: ${verdict}.${running > 0 ? ` ${counted(running, 'request')} still running.` : ''}`;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

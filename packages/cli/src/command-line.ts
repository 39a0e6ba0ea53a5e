import { parseArgs } from 'node:util';
import { FAILURE_REASONS } from '@halftone/contracts';
import { DELIVERY_OUTCOMES, OUTCOMES, STATUSES } from './answers.ts';
import { connectionFrom, requireHeaderText } from './arguments/connection-arguments.ts';
import { ALL_FLAGS, COMMANDS, type CommandName, EVERYWHERE } from './arguments/flags.ts';
import { recipeFrom, withFlagValues } from './arguments/recipe-arguments.ts';
import { usageError } from './command-error.ts';
import type { AuditTask } from './commands/audit.ts';
import type { DeliveriesTask } from './commands/deliveries.ts';
import type { DownloadTask } from './commands/download.ts';
import type { ImagesTask } from './commands/images.ts';
import type { ListTask } from './commands/list.ts';
import type { RetryTask } from './commands/retry.ts';
import type { UploadTask } from './commands/upload.ts';
import type { WatchTask } from './commands/watch.ts';
import type { Connection } from './server/server.ts';

/** What the user asks for. */
export type Task =
  | { name: 'help' | 'version' }
  | { name: 'upload'; connection: Connection; what: UploadTask }
  | { name: 'download'; connection: Connection; what: DownloadTask }
  | { name: 'list'; connection: Connection; what: ListTask }
  | { name: 'images'; connection: Connection; what: ImagesTask }
  | { name: 'audit'; connection: Connection; what: AuditTask }
  | { name: 'watch'; connection: Connection; what: WatchTask }
  | { name: 'retry'; connection: Connection; what: RetryTask }
  | { name: 'deliveries'; connection: Connection; what: DeliveriesTask }
  | { name: 'status' | 'cancel' | 'delete' | 'redeliver'; connection: Connection; what: { id: string } };

type Values = Record<string, string | boolean | string[] | undefined>;

const DEFAULT_LIMIT = 20;
const DEFAULT_IMAGES = 100;
const DEFAULT_PRODUCTS = 20;

/**
 * Reads the command line; what it leaves out about the server stands in the environment.
 * @throws CommandError with a sentence that says what is wrong
 */
export function readCommandLine(args: string[], env: Record<string, string | undefined>): Task {
  const { values, positionals } = parse(args);
  if (values.version) return { name: 'version' };
  const [name, ...operands] = positionals;
  if (values.help || name === undefined || name === 'help') return { name: 'help' };
  if (!isCommand(name))
    throw usageError(`There is no command "${name}"; there are ${Object.keys(COMMANDS).join(', ')}.`);

  const { operand, flags } = COMMANDS[name];
  const foreign = Object.keys(values).find((flag) => !(flag in EVERYWHERE || flag in flags));
  if (foreign) throw usageError(`--${foreign} cannot be used with ${name}.`);
  const most = operand ? 1 : 0;
  if (operands.length < most && !operand?.startsWith('['))
    throw usageError(`${name} needs ${operand}.`, OPERAND_HINTS[operand ?? '']);
  if (operands.length > most) throw usageError(`${name} does not take "${operands[most]}".`);
  const connection = connectionFrom({ url: asText(values.url), key: asText(values.key) }, env);
  return taskOf(name, operands[0] ?? '', values, connection);
}

const IDS = 'npx halftone list shows the ids.';
const OPERAND_HINTS: Record<string, string> = {
  FILE: 'For example: npx halftone upload catalogue.csv --watch',
  ID: IDS,
  'the ID of a delivery': 'npx halftone deliveries shows the ids.',
};

const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

function parse(args: string[]): { values: Values; positionals: string[] } {
  try {
    // Every flag is known by its type; which of them go with the command is looked at afterwards.
    const { values, positionals } = parseArgs({
      args: withFlagValues(args),
      options: ALL_FLAGS,
      allowPositionals: true,
    });
    return { values: values as Values, positionals };
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\.? To specify |\n/);
    throw usageError(`${sentence}.`);
  }
}

function taskOf(name: CommandName, operand: string, values: Values, connection: Connection): Task {
  switch (name) {
    case 'upload':
      return { name, connection, what: uploadOf(operand, values) };
    case 'download':
      return { name, connection, what: downloadOf(operand, values) };
    case 'list':
      return { name, connection, what: listOf(values) };
    case 'images':
      return { name, connection, what: imagesOf(operand, values) };
    case 'audit':
      return { name, connection, what: auditOf(operand, values) };
    case 'watch':
      return { name, connection, what: { id: idOf(operand), strict: values.strict === true } };
    case 'retry':
      return { name, connection, what: retryOf(operand, values) };
    case 'deliveries':
      return { name, connection, what: deliveriesOf(operand, values) };
    default:
      return { name, connection, what: { id: idOf(operand) } };
  }
}

function uploadOf(file: string, values: Values): UploadTask {
  const dryRun = values['dry-run'] === true;
  const watch = values.watch === true;
  if (dryRun && watch) throw usageError('--dry-run starts no request, so --watch has nothing to watch.');
  const probe = asText(values.probe);
  if (probe !== undefined && !dryRun) throw usageError('--probe is for a dry run.', 'Use it with --dry-run.');
  const idempotencyKey = asText(values['idempotency-key']);
  if (idempotencyKey !== undefined) requireHeaderText('--idempotency-key', idempotencyKey);
  return {
    file,
    webhookUrl: asText(values.webhook),
    webhookEvents: asText(values['webhook-events']),
    recipe: recipeFrom(values),
    invalidRows: oneOf('--invalid-rows', ['reject', 'skip'], values['invalid-rows']),
    encoding: asText(values.encoding),
    sheet: asText(values.sheet),
    columns: asText(values.columns),
    baseUrl: addressOf('--base-url', asText(values['base-url'])),
    channels: asTexts(values.channel),
    idempotencyKey,
    dryRun,
    probe,
    watch,
    strict: strictOf(values, watch),
  };
}

function retryOf(operand: string, values: Values): RetryTask {
  const watch = values.watch === true;
  return { id: idOf(operand), watch, strict: strictOf(values, watch) };
}

function strictOf({ strict }: Values, watch: boolean): boolean {
  if (strict && !watch) throw usageError('--strict is about the end of a request, so it needs --watch.');
  return strict === true;
}

function imagesOf(operand: string, { failed, reason, limit }: Values): ImagesTask {
  return {
    id: idOf(operand),
    failed: failed === true,
    reason: oneOf('--reason', Object.keys(FAILURE_REASONS), reason),
    limit: countOf('--limit', limit, DEFAULT_IMAGES),
  };
}

function auditOf(operand: string, values: Values): AuditTask {
  const { csv, out, limit, strict } = values;
  if (out !== undefined && !csv) throw usageError('--out is the folder of the CSV, so it needs --csv.');
  return {
    id: idOf(operand),
    channels: asTexts(values.channel),
    asOf: dayOf('--as-of', asText(values['as-of'])),
    category: asText(values.category),
    csvFolder: csv ? (asText(out) ?? '.') : undefined,
    strict: strict === true,
    limit: countOf('--limit', limit, DEFAULT_PRODUCTS),
  };
}

function deliveriesOf(operand: string, { outcome, since, limit }: Values): DeliveriesTask {
  const id = operand === '' ? undefined : idOf(operand);
  if (id !== undefined && since !== undefined)
    throw usageError('--since is for the deliveries of all requests: leave out the ID.');
  return {
    id,
    outcome: oneOf('--outcome', DELIVERY_OUTCOMES, outcome),
    since: timeOf('--since', asText(since)),
    limit: countOf('--limit', limit, DEFAULT_LIMIT),
  };
}

function addressOf(flag: string, text: string | undefined): string | undefined {
  if (text === undefined || /^https?:\/\/\S+$/.test(text)) return text;
  throw usageError(
    `${flag} is "${text}" and must be a complete http or https address.`,
    `For example: ${flag} https://shop.example/media/`,
  );
}

function timeOf(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw usageError(
    `${flag} is "${text}" and must be a time.`,
    'For example: 2026-11-29 or 2026-11-29T08:00Z',
  );
}

function dayOf(flag: string, text: string | undefined): string | undefined {
  if (text === undefined || /^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  throw usageError(`${flag} is "${text}" and must be a day.`, 'For example: 2027-01-31');
}

function countOf(flag: string, text: Values[string], standard: number): number {
  const count = text === undefined ? standard : Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw usageError(`${flag} is "${text}" and must be a whole number from 1.`);
}

function downloadOf(operand: string, { zip, failed, out }: Values): DownloadTask {
  const asked: DownloadTask['files'] = [];
  if (zip) asked.push('zip');
  if (failed) asked.push('failed');
  return { id: idOf(operand), files: asked.length > 0 ? asked : ['output'], folder: asText(out) ?? '.' };
}

function listOf({ status, outcome, limit }: Values): ListTask {
  return {
    status: oneOf('--status', STATUSES, status),
    outcome: oneOf('--outcome', OUTCOMES, outcome),
    limit: countOf('--limit', limit, DEFAULT_LIMIT),
  };
}

/** Ids become parts of addresses and file names. */
function idOf(operand: string): string {
  if (/^[\w-]{1,128}$/.test(operand)) return operand;
  throw usageError(`"${operand}" is not an id.`, IDS);
}

function oneOf<T extends string>(flag: string, values: readonly T[], given: Values[string]): T | undefined {
  if (given === undefined) return undefined;
  const value = values.find((value) => value === given);
  if (value === undefined) throw usageError(`${flag} is "${given}" and must be one of ${values.join(', ')}.`);
  return value;
}

const asText = (value: Values[string]) => (typeof value === 'string' ? value : undefined);

/** A flag that may stand several times. */
const asTexts = (value: Values[string]): string[] => (Array.isArray(value) ? value : []);

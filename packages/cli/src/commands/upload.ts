import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FormData } from 'undici';
import { DryRunAnswer, RequestAnswer } from '../answers.ts';
import type { RecipeOptions } from '../arguments/recipe-arguments.ts';
import { fileError, usageError } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Call } from '../server/server.ts';
import type { Session } from '../session.ts';
import { preflightLines } from '../terminal/preflight-lines.ts';
import { bytes, faultLines, plural } from '../terminal/wording.ts';
import { watch } from './watch.ts';

export type UploadTask = {
  file: string;
  webhookUrl: string | undefined;
  /** What the receiver is told, separated by commas. */
  webhookEvents: string | undefined;
  recipe: RecipeOptions | undefined;
  invalidRows: 'reject' | 'skip' | undefined;
  encoding: string | undefined;
  sheet: string | undefined;
  columns: string | undefined;
  baseUrl: string | undefined;
  /** The sales channels whose rules the images are to meet. */
  channels: readonly string[];
  idempotencyKey: string | undefined;
  dryRun: boolean;
  /** How many images to look at, with a dry run. */
  probe: string | undefined;
  watch: boolean;
  strict: boolean;
};

/** Sends a catalogue, and watches the request when asked to. */
export async function upload(session: Session, task: UploadTask): Promise<ExitCode> {
  const { server, output, advice } = session;
  const blob = await openCatalogue(task.file);
  output.redraw(`Sending ${task.file} (${bytes(blob.size)}) ...`);
  const call = callOf(task, blob);
  if (task.dryRun) return printDryRun(session, await server.ask(DryRunAnswer, 'requests', call));

  const request = await server.ask(RequestAnswer, 'requests', call);
  output.data(task.watch ? { event: 'accepted', data: request } : request);
  const { products, images, rejected = 0 } = request.counts;
  const skipped = rejected > 0 ? `, ${plural(rejected, 'bad row')} skipped` : '';
  output.say(
    `Accepted ${request.filename}: ${plural(products, 'product')}, ${plural(images, 'image')}${skipped}.`,
  );
  sayIgnored(output, request.ignoredImageColumns);
  output.say(`Request ${request.id}`);
  if (task.watch) return watch(session, { id: request.id, strict: task.strict });
  output.say(`Watch it: ${advice.command('watch', request.id)}`);
  return EXIT.ok;
}

/** The file as the body reads it while it is sent: it need not fit in memory. */
async function openCatalogue(file: string): Promise<Blob> {
  try {
    if (!(await stat(file)).isFile()) throw usageError(`${file} is not a file.`, 'Name a CSV or XLSX file.');
    // What it is, the server sees by its bytes.
    return await openAsBlob(file, { type: 'application/octet-stream' });
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw fileError(`${file} cannot be read`, error);
    throw error;
  }
}

function callOf({ file, idempotencyKey, dryRun, probe, ...task }: UploadTask, blob: Blob): Call {
  const { webhookUrl, webhookEvents, recipe, invalidRows, encoding, sheet, columns, baseUrl } = task;
  const channels = task.channels.join(',');
  const form = new FormData();
  // The fields first, so that the server knows them when the file comes.
  if (webhookUrl !== undefined) form.set('webhookUrl', webhookUrl);
  if (webhookEvents !== undefined) form.set('webhookEvents', webhookEvents);
  if (recipe) form.set('recipe', JSON.stringify(recipe));
  if (invalidRows) form.set('invalidRows', invalidRows);
  if (encoding !== undefined) form.set('encoding', encoding);
  if (sheet !== undefined) form.set('sheet', sheet);
  if (columns !== undefined) form.set('columns', columns);
  if (baseUrl !== undefined) form.set('baseUrl', baseUrl);
  if (channels) form.set('channels', channels);
  form.set('file', blob, basename(file));
  return {
    method: 'POST',
    body: form,
    ...(dryRun && { query: { dryRun: 'true', ...(probe !== undefined && { probe }) } }),
    ...(idempotencyKey !== undefined && { headers: { 'idempotency-key': idempotencyKey } }),
  };
}

function printDryRun({ output }: Session, answer: DryRunAnswer): ExitCode {
  const { valid, totals, errors, errorsOmitted } = answer;
  output.data(answer);
  output.say(
    `${valid ? 'The file would be accepted' : 'The file would be refused'}: ${plural(totals.products, 'product')}, ` +
      `${plural(totals.images, 'image')}, ${plural(totals.duplicates, 'duplicate')}, ${plural(totals.rejected, 'bad row')}.`,
  );
  if (totals.withoutImages)
    output.say(`Left out without an image: ${plural(totals.withoutImages, 'product')}.`);
  sayIgnored(output, answer.ignoredImageColumns);
  for (const line of faultLines(errors, errorsOmitted)) output.say(line);
  for (const line of answer.preflight ? preflightLines(answer.preflight) : []) output.say(line);
  return valid ? EXIT.ok : EXIT.refused;
}

/** Nobody is to find out later that images were left out. */
function sayIgnored(output: Session['output'], columns: RequestAnswer['ignoredImageColumns']): void {
  for (const { column, urls } of columns ?? []) {
    output.say(
      `Not taken: ${plural(urls, 'image URL')} in the column “${column}”; name it with --columns images=${column} to take them.`,
    );
  }
}

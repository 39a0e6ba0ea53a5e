import { nameOf } from './addresses.ts';
import { CallError, isAbort, problemIn } from './call-error.ts';
import { keyHeaders, noteAnswer } from './session.ts';
import type { DryRunReport, RecipeOptions, Request } from './shapes.ts';

/** What is to be worked on: a file, or addresses of pictures that somebody typed. */
export type Source = { kind: 'file'; file: File } | { kind: 'urls'; urls: string[] };

export type Columns = { name?: string; id?: string; images?: string[] };

/** How it is read, and what is done with it. */
export type Options = {
  columns: Columns;
  sheet: string;
  encoding: string;
  baseUrl: string;
  invalidRows: 'reject' | 'skip';
  recipe: Partial<RecipeOptions>;
  /** The sales channels whose rules the images are to meet. */
  channels: string[];
  webhookUrl: string;
};

export const NO_OPTIONS: Options = {
  columns: {},
  sheet: '',
  encoding: '',
  baseUrl: '',
  invalidRows: 'reject',
  recipe: {},
  channels: [],
  webhookUrl: '',
};

/**
 * What would become of a catalogue; nothing is started.
 * @param probe how many of its images are looked at
 * @throws CallError with the gateway's reasons
 */
export const dryRun = (
  source: Source,
  options: Options,
  signal: AbortSignal,
  probe = 0,
): Promise<DryRunReport> =>
  post<DryRunReport>(
    `/v1/requests?dryRun=true${probe > 0 ? `&probe=${probe}` : ''}`,
    bodyOf(source, options),
    {
      signal,
    },
  );

/**
 * Starts the work.
 * @param idempotencyKey under which a repeat is answered with the same request
 * @throws CallError with the gateway's reasons
 */
export const submit = (source: Source, options: Options, idempotencyKey: string): Promise<Request> =>
  post<Request>('/v1/requests', bodyOf(source, options), { headers: { 'idempotency-key': idempotencyKey } });

type Body = { body: FormData | string; type?: string };

function bodyOf(source: Source, options: Options): Body {
  return source.kind === 'file'
    ? { body: formOf(source.file, options) }
    : { body: JSON.stringify(jsonOf(source.urls, options)), type: 'application/json' };
}

/** How the file is read has to stand before it. */
function formOf(file: File, options: Options): FormData {
  const form = new FormData();
  const { columns, recipe, channels, ...fields } = options;
  if (Object.keys(columns).length > 0) form.append('columns', JSON.stringify(columns));
  if (Object.keys(recipe).length > 0) form.append('recipe', JSON.stringify(recipe));
  if (channels.length > 0) form.append('channels', channels.join(','));
  for (const [name, value] of Object.entries(fields)) if (value !== '') form.append(name, value);
  form.append('file', file);
  return form;
}

function jsonOf(urls: readonly string[], { invalidRows, recipe, channels, webhookUrl }: Options) {
  const products = urls.map((url) => ({ name: nameOf(url), imageUrls: [url] }));
  return {
    products,
    recipe,
    invalidRows,
    ...(channels.length > 0 && { channels }),
    ...(webhookUrl && { webhookUrl }),
  };
}

async function post<T>(path: string, { body, type }: Body, init: RequestInit): Promise<T> {
  const headers = { accept: 'application/json', ...keyHeaders(), ...(type && { 'content-type': type }) };
  const response = await fetch(path, {
    method: 'POST',
    body,
    ...init,
    headers: { ...headers, ...init.headers },
  }).catch((cause: unknown) => {
    if (isAbort(cause)) throw cause;
    throw new CallError(0, null);
  });
  noteAnswer(response.status);
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new CallError(response.status, problemIn(answer));
  // The types of the answers are those of openapi.json; it names them for bodies of JSON alone.
  return answer as T;
}

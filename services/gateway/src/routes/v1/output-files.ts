import { failedCsv, outputCsv } from '@halftone/catalog';
import type { OutputImage } from '@halftone/read-model';
import { Type } from 'typebox';
import type { ConcurrencyHooks } from '../../access/concurrency-limits.ts';
import type { App } from '../../http/type-provider.ts';
import { databaseRows } from '../../outputs/database-rows.ts';
import { outputHeaderOf, outputRowsOf, type RowReads } from '../../outputs/output-rows.ts';
import { type FetchOutput, IMAGES_PER_ZIP, outputZip } from '../../outputs/output-zip.ts';
import { problemResponses } from '../../problems/problems.ts';
import { requestOf } from '../../progress/request-of.ts';
import { linksOf } from '../../progress/request-schema.ts';
import type { StatusDependencies } from '../../progress/request-status.ts';
import { CSV, download, file } from './file-answers.ts';
import { requestParams, requestRefusals } from './requests.ts';

export type OutputFilesDependencies = StatusDependencies & {
  reads: RowReads & { outputs(requestId: string): AsyncIterable<OutputImage> };
  /** Reads stored images until the signal aborts. */
  fetchOutputs: (signal: AbortSignal) => FetchOutput;
  publicUrl: string;
  concurrency: Pick<ConcurrencyHooks, 'downloads'>;
};

const about = { tags: ['outputs'], params: requestParams };
const refusals = {
  ...requestRefusals,
  ...problemResponses('overloaded', 'log_unavailable', 'database_unavailable'),
};

const output = {
  ...about,
  operationId: 'getOutputCsv',
  summary: 'The output CSV',
  description:
    'Also while the request runs: images that have not ended have no output yet, and the file name ends in -partial.',
  querystring: Type.Object({
    keptOriginal: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'Adds a column Kept Original: for each image whether its output is the unchanged original, because that was smaller.',
      }),
    ),
    reused: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'Adds a column Reused Output: for each image why its output could be a copy of an earlier one (not-modified, same-bytes or trusted), or no.',
      }),
    ),
  }),
  response: { 200: file('text/csv', 'The output CSV.'), ...refusals },
};

const failed = {
  ...about,
  operationId: 'getFailedCsv',
  summary: 'What failed, as a CSV to fix and upload again',
  description:
    "Only the rows with failures, with the input's columns; of their images only those that failed.",
  response: {
    200: file('text/csv', 'The rows with failures; only the header when there are none.'),
    ...refusals,
  },
};

const zip = {
  ...about,
  operationId: 'getOutputZip',
  summary: 'The compressed images, as a zip',
  description: `Files are named by row, product and position. While the request runs, the zip has the images so far. For an image that is no longer stored, it has a text file that says so. A zip holds ${IMAGES_PER_ZIP} images; if there are more, more-images.txt in it names the next part.`,
  querystring: Type.Object({
    part: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1, description: 'Which part.' }),
    ),
  }),
  response: {
    200: file('application/zip', 'The images.'),
    ...requestRefusals,
    ...problemResponses(
      'invalid_request',
      'overloaded',
      'log_unavailable',
      'database_unavailable',
      'storage_unavailable',
    ),
  },
};

/** What a request has made, as files. A HEAD would make a whole file that nobody reads. */
export function outputFilesRoutes(app: App, deps: OutputFilesDependencies): void {
  const options = { exposeHeadRoute: false, onRequest: deps.concurrency.downloads };
  app.get(
    '/v1/requests/:id/output.csv',
    { schema: output, ...options },
    async ({ tenant, params, query }, reply) => {
      const request = await requestOf(deps, tenant, params.id);
      const { keptOriginal = false, reused = false } = query;
      const header = { ...outputHeaderOf(request), showsKept: keptOriginal, showsReused: reused };
      const csv = outputCsv(header, outputRowsOf(request, deps.reads));
      return download(reply, request, { suffix: '.csv', media: CSV, content: csv });
    },
  );

  app.get(
    '/v1/requests/:id/failed.csv',
    { schema: failed, ...options },
    async ({ tenant, params }, reply) => {
      const request = await requestOf(deps, tenant, params.id);
      const csv = failedCsv(request.upload.columns, outputRowsOf(request, deps.reads));
      return download(reply, request, { suffix: '-failed.csv', media: CSV, content: csv });
    },
  );

  app.get(
    '/v1/requests/:id/output.zip',
    { schema: zip, ...options },
    async ({ tenant, params, query }, reply) => {
      const request = await requestOf(deps, tenant, params.id);
      const { requestId, updatedAt } = request;
      const { part = 1 } = query;
      const closed = new AbortController();
      reply.raw.once('close', () => closed.abort());
      const images = outputZip(databaseRows(deps.reads.outputs(requestId)), {
        fetchOutput: deps.fetchOutputs(closed.signal),
        modified: new Date(updatedAt),
        part,
        next: `${linksOf(requestId, deps.publicUrl).zip}?part=${part + 1}`,
      });
      return download(reply, request, { suffix: '.zip', media: 'application/zip', content: images });
    },
  );
}

import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { ConcurrencyHooks } from '../../access/concurrency-limits.ts';
import { REPLAYED_HEADER } from '../../http/replayed-header.ts';
import type { App } from '../../http/type-provider.ts';
import type { AcceptDependencies, AcceptRequest } from '../../intake/accept-request.ts';
import { CSV_TYPES, csvBody, mediaTypeOf, PACKED_TYPES } from '../../intake/csv-body.ts';
import { idempotencyKeyOf } from '../../intake/idempotency.ts';
import type { ReadSubmission } from '../../intake/incoming-file.ts';
import { inspectCatalogue, isUsable } from '../../intake/inspect-catalogue.ts';
import { CatalogueBody, jsonBody } from '../../intake/json-body.ts';
import { formLimits, uploadForm } from '../../intake/upload-form.ts';
import { optionsInText, UploadOptionsFields } from '../../intake/upload-options.ts';
import { refuseUnreachable } from '../../intake/webhooks/webhook-url.ts';
import { fieldFault, invalidFields } from '../../problems/field-faults.ts';
import { Problem, problemResponses } from '../../problems/problems.ts';
import { asAccepted } from '../../progress/request-of.ts';
import { RequestResponse, toResponse } from '../../progress/request-schema.ts';
import { DryRunReport, reportOf } from './dry-run.ts';

export type SubmitDependencies = Pick<AcceptDependencies, 'limits' | 'judgeReceiver'> & {
  accept: AcceptRequest;
  concurrency: Pick<ConcurrencyHooks, 'uploads' | 'jsonBytes'>;
  publicUrl: string;
  now: () => Date;
};

const csv = { schema: Type.String({ description: 'The catalogue.' }) };
const packed = {
  schema: Type.Unsafe<unknown>({
    type: 'string',
    format: 'binary',
    description: 'The catalogue as an Excel workbook (XLSX), or one CSV in a ZIP or gzip archive.',
  }),
};
const form = Type.Object({
  ...UploadOptionsFields.properties,
  file: Type.Unsafe<unknown>({
    type: 'string',
    format: 'binary',
    description: 'The catalogue as CSV or XLSX.',
  }),
});
const requestBody = {
  content: {
    'multipart/form-data': { schema: form },
    ...Object.fromEntries(CSV_TYPES.map((type) => [type, csv])),
    ...Object.fromEntries(PACKED_TYPES.map((type) => [type, packed])),
    'application/json': { schema: CatalogueBody },
  },
};

const schema = {
  operationId: 'createRequest',
  summary: 'Submit a catalogue',
  description:
    'Send the catalogue as a file in a form, as CSV or XLSX in the body, or as JSON. Each option can also be a query parameter; the body overrides it.',
  tags: ['requests'],
  querystring: Type.Object({
    dryRun: Type.Optional(
      Type.Boolean({ default: false, description: 'Only read the catalogue and report; start nothing.' }),
    ),
    ...UploadOptionsFields.properties,
  }),
  headers: Type.Object({
    'idempotency-key': Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description:
          'A repeated submission with the same key is answered with the request that the first one created.',
      }),
    ),
  }),
  response: {
    200: DryRunReport,
    202: {
      description: 'The catalogue is accepted.',
      headers: {
        location: Type.String({ description: 'The address of the request.' }),
        [REPLAYED_HEADER]: Type.String({ description: 'true when this repeats an earlier answer.' }),
      },
      content: { 'application/json': { schema: RequestResponse } },
    },
    ...problemResponses(
      'invalid_request',
      'invalid_form',
      'missing_file',
      'invalid_webhook_url',
      'invalid_catalogue',
      'unauthorized',
      'request_deleted',
      'file_too_large',
      'body_too_large',
      'unsupported_media_type',
      'idempotency_mismatch',
      'too_many_requests',
      'internal_error',
      'overloaded',
      'log_unavailable',
    ),
  },
};

/** The one way to make a request of `/v1`. */
export function submitRoutes(
  app: App,
  { accept, concurrency, limits, judgeReceiver, publicUrl, now }: SubmitDependencies,
): void {
  app.register(multipart, formLimits(limits.maxUploadBytes));
  // The reader takes in the body as it comes.
  app.addContentTypeParser([...CSV_TYPES, ...PACKED_TYPES], (_request, _payload, done) => done(null));

  const options = {
    schema,
    config: { requestBody },
    onRequest: [concurrency.uploads, concurrency.jsonBytes],
    bodyLimit: limits.maxJsonBytes,
    // The handler reads the options of the query together with the body, and lists every fault at once.
    validatorCompiler: () => (value: unknown) => ({ value }),
  };
  app.post('/v1/requests', options, async (request, reply) => {
    const { dryRun, ...query }: Record<string, unknown> = request.query;
    const read = submissionOf(request, query, limits.maxUploadBytes);
    if (isDry(dryRun)) {
      const { options, received } = await read((file) => inspectCatalogue(file, limits));
      refuseUnreachable(options.webhookUrl, judgeReceiver);
      return reply.code(200).send(reportOf(received, isUsable(received, options.invalidRows)));
    }
    const { tenant, headers, log: logger } = request;
    const { event, replayed } = await accept({
      tenant,
      idempotencyKey: idempotencyKeyOf(headers),
      read,
      logger,
    });
    const body = toResponse(asAccepted(event), publicUrl, now());
    reply.header('location', body.links.self);
    if (replayed) reply.header(REPLAYED_HEADER, 'true');
    return reply.code(202).send(body);
  });
}

/** How to read a body, by what it says it is. */
function submissionOf(
  request: FastifyRequest,
  query: Record<string, unknown>,
  maxFileBytes: number,
): ReadSubmission {
  const mediaType = mediaTypeOf(request);
  if (mediaType === 'multipart/form-data') {
    return uploadForm(request, {
      maxFileBytes,
      optionsOf: (fields) => optionsInText({ ...query, ...fields }),
    });
  }
  if ([...CSV_TYPES, ...PACKED_TYPES].includes(mediaType)) return csvBody(request, { maxFileBytes, query });
  if (mediaType === 'application/json') return jsonBody(request.body, query);
  throw new Problem(
    'unsupported_media_type',
    'A catalogue must be multipart/form-data, text/csv, an XLSX workbook or application/json.',
    { hint: 'Say in Content-Type which of them it is.' },
  );
}

function isDry(dryRun: unknown): boolean {
  if (dryRun === undefined || dryRun === 'false') return false;
  if (dryRun === 'true' || dryRun === '') return true;
  throw invalidFields([fieldFault('dryRun', 'invalid_value', 'must be true or false')]);
}

import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { ConcurrencyHooks } from '../../access/concurrency-limits.ts';
import { REPLAYED_HEADER } from '../../http/replayed-header.ts';
import type { App } from '../../http/type-provider.ts';
import type { AcceptRequest } from '../../intake/accept-request.ts';
import { FILES, FORM, FormQuery, JSON_BODY } from '../../intake/catalogue-bodies.ts';
import { CSV_TYPES, csvBody, mediaTypeOf, PACKED_TYPES } from '../../intake/csv-body.ts';
import { idempotencyKeyOf } from '../../intake/idempotency.ts';
import type { ReadSubmission } from '../../intake/incoming-file.ts';
import { jsonBody } from '../../intake/json-body.ts';
import { formLimits, uploadForm } from '../../intake/upload-form.ts';
import { optionsInText, UploadOptionsFields } from '../../intake/upload-options.ts';
import { Probe } from '../../preflight/preflight-schema.ts';
import { fieldFault, invalidFields } from '../../problems/field-faults.ts';
import { Problem, problemResponses } from '../../problems/problems.ts';
import { asAccepted } from '../../progress/request-of.ts';
import { RequestResponse, toResponse } from '../../progress/request-schema.ts';
import { type CheckDependencies, checkCatalogue } from './check-catalogue.ts';
import { DryRunReport } from './dry-run.ts';

export type SubmitDependencies = CheckDependencies & {
  accept: AcceptRequest;
  concurrency: Pick<ConcurrencyHooks, 'uploads' | 'jsonBytes' | 'probes'>;
  publicUrl: string;
};

const headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description:
        'A repeated submission with the same key is answered with the request that the first one created.',
    }),
  ),
});

const refusals = problemResponses(
  'invalid_request',
  'invalid_form',
  'missing_file',
  'invalid_webhook_url',
  'unknown_channel',
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
  'imager_unavailable',
);

const started = {
  200: DryRunReport,
  202: {
    description: 'The catalogue is accepted.',
    headers: {
      location: Type.String({ description: 'The address of the request.' }),
      [REPLAYED_HEADER]: Type.String({ description: 'true when this repeats an earlier answer.' }),
    },
    content: { 'application/json': { schema: RequestResponse } },
  },
};

/** Every kind of body. */
const FILE_TYPES = [...CSV_TYPES, ...PACKED_TYPES];
const ANY_BODY = [...Object.keys({ ...FORM, ...JSON_BODY }), ...FILE_TYPES];

/**
 * The ways to submit a catalogue. The first address takes every kind of body. That each is described with one kind, and a
 * dry run by itself, is for the clients that are generated from the description: they know one body and one answer.
 */
const WAYS = [
  {
    url: '/v1/requests',
    described: FORM,
    taken: ANY_BODY,
    schema: {
      operationId: 'createRequest',
      summary: 'Submit a catalogue as a form',
      description:
        'Each option can be a field of the form or a query parameter; a field overrides the parameter. This address also takes the bodies of createRequestFromFile and createRequestFromJson, and with the parameter dryRun=true, and probe beside it, it answers as checkCatalogue does.',
      tags: ['requests'],
      querystring: FormQuery,
      headers,
      response: { ...started, ...refusals },
    },
  },
  {
    url: '/v1/catalogue-files',
    described: FILES,
    taken: FILE_TYPES,
    schema: {
      operationId: 'createRequestFromFile',
      summary: 'Submit a catalogue as the body',
      description:
        'A CSV, an Excel workbook, or one CSV in a ZIP or gzip archive; the options are parameters.',
      tags: ['requests'],
      querystring: UploadOptionsFields,
      headers,
      response: { ...started, ...refusals },
    },
  },
  {
    url: '/v1/catalogues',
    described: JSON_BODY,
    taken: Object.keys(JSON_BODY),
    schema: {
      operationId: 'createRequestFromJson',
      summary: 'Submit a catalogue as JSON',
      tags: ['requests'],
      headers,
      response: { ...started, ...refusals },
    },
  },
] as const;

const check = {
  operationId: 'checkCatalogue',
  summary: 'Only read a catalogue and report; start nothing',
  description:
    'With the parameter probe, an imager also looks at the beginning of some images, and the report says what is to be expected: which hosts can be reached, which rows are likely to fail, and what the catalogue would take and save.',
  tags: ['requests'],
  querystring: Type.Object({ ...FormQuery.properties, probe: Type.Optional(Probe) }),
  response: { 200: DryRunReport, ...refusals },
};

/** The one way to make a request of `/v1`. */
export function submitRoutes(
  app: App,
  { accept, concurrency, publicUrl, ...deps }: SubmitDependencies,
): void {
  const { limits, now } = deps;
  app.register(multipart, formLimits(limits.maxUploadBytes));
  // The reader takes in the body as it comes.
  app.addContentTypeParser([...CSV_TYPES, ...PACKED_TYPES], (_request, _payload, done) => done(null));

  const options = {
    onRequest: [concurrency.uploads, concurrency.jsonBytes, concurrency.probes],
    bodyLimit: limits.maxJsonBytes,
    // The handler reads the options of the query together with the body, and lists every fault at once.
    validatorCompiler: () => (value: unknown) => ({ value }),
  };
  const report = checkCatalogue(app, deps);

  for (const { url, schema, described, taken } of WAYS) {
    const config = { requestBody: { content: described }, undescribed: [200] };
    app.post(url, { ...options, schema, config }, async (request, reply) => {
      const { dryRun, probe, ...query } = queryOf(request);
      if (probe !== undefined && !isDry(dryRun)) throw probeOfNothing();
      const read = submissionOf(request, taken, { query, maxFileBytes: limits.maxUploadBytes });
      if (isDry(dryRun)) return reply.code(200).send(await report(read, probe, { request, reply }));
      const { tenant, headers, log: logger } = request;
      const idempotencyKey = idempotencyKeyOf(headers);
      const { event, replayed } = await accept({ tenant, idempotencyKey, read, logger });
      const body = toResponse(asAccepted(event), publicUrl, now());
      reply.header('location', body.links.self);
      if (replayed) reply.header(REPLAYED_HEADER, 'true');
      return reply.code(202).send(body);
    });
  }

  const config = { requestBody: { content: FORM } };
  app.post('/v1/dry-runs', { ...options, schema: check, config }, async (request, reply) => {
    const { probe, ...query } = queryOf(request);
    const read = submissionOf(request, ANY_BODY, { query, maxFileBytes: limits.maxUploadBytes });
    return report(read, probe, { request, reply });
  });
}

const queryOf = ({ query }: FastifyRequest) => ({ ...(query as Record<string, unknown>) });

/** How to read a body, by what it says it is. */
function submissionOf(
  request: FastifyRequest,
  taken: readonly string[],
  { query, maxFileBytes }: { query: Record<string, unknown>; maxFileBytes: number },
): ReadSubmission {
  const mediaType = mediaTypeOf(request);
  if (!taken.includes(mediaType)) throw otherBody(taken);
  if (mediaType === 'multipart/form-data') {
    return uploadForm(request, {
      maxFileBytes,
      optionsOf: (fields) => optionsInText({ ...query, ...fields }),
    });
  }
  if (mediaType === 'application/json') return jsonBody(request.body, query);
  return csvBody(request, { maxFileBytes, query });
}

function otherBody(taken: readonly string[]): Problem {
  const words =
    taken === ANY_BODY
      ? 'multipart/form-data, text/csv, an XLSX workbook or application/json'
      : taken.join(', ');
  return new Problem('unsupported_media_type', `A catalogue must be ${words} at this address.`, {
    hint: 'Say in Content-Type what the body is.',
  });
}

const probeOfNothing = () =>
  invalidFields([fieldFault('probe', 'invalid_value', 'is for a dry run: it goes with dryRun=true')]);

function isDry(dryRun: unknown): boolean {
  if (dryRun === undefined || dryRun === 'false') return false;
  if (dryRun === 'true' || dryRun === '') return true;
  throw invalidFields([fieldFault('dryRun', 'invalid_value', 'must be true or false')]);
}

import multipart from '@fastify/multipart';
import type { EventData } from '@halftone/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { ConcurrencyHooks } from '../access/concurrency-limits.ts';
import { REPLAYED_HEADER } from '../http/replayed-header.ts';
import type { App } from '../http/type-provider.ts';
import type { AcceptDependencies, AcceptRequest } from '../intake/accept-request.ts';
import { FILE_FIELDS, FileOptionsFields } from '../intake/file-options.ts';
import { idempotencyKeyOf } from '../intake/idempotency.ts';
import { notesOn } from '../intake/notes.ts';
import { formLimits, uploadForm } from '../intake/upload-form.ts';
import { optionsInText, reachable } from '../intake/upload-options.ts';
import { WebhookEventsField } from '../intake/webhooks/webhook-events.ts';
import { webhookFieldOf, webhookFieldsIn } from '../intake/webhooks/webhook-fields.ts';
import { Problem, problemResponses } from '../problems/problems.ts';
import { IgnoredImageColumns } from '../progress/request-schema.ts';

const MESSAGE = 'CSV file received and queued for processing';

const requestId = Type.String({ description: 'The id of the request, for its status and its output.' });
const message = Type.String({ description: 'What happens now.' });
const ignoredImageColumns = Type.Optional(IgnoredImageColumns);
const notes = Type.Optional(
  Type.Array(Type.String(), { description: 'What was assumed when the file was read, if anything was.' }),
);

const requestBody = {
  content: {
    'multipart/form-data': {
      schema: Type.Object({
        file: Type.Unsafe<unknown>({
          type: 'string',
          format: 'binary',
          description: 'The catalogue as CSV or XLSX.',
        }),
        ...FileOptionsFields,
        webhookUrl: Type.Optional(Type.String({ description: 'Where webhooks are posted.' })),
        webhookEvents: Type.Optional(WebhookEventsField),
      }),
    },
  },
};

const refusals = problemResponses(
  'invalid_form',
  'missing_file',
  'invalid_webhook_url',
  'invalid_catalogue',
  'unauthorized',
  'request_deleted',
  'file_too_large',
  'unsupported_media_type',
  'idempotency_mismatch',
  'too_many_requests',
  'internal_error',
  'overloaded',
  'log_unavailable',
);

const apiUpload = {
  operationId: 'uploadCatalogue',
  summary: 'Upload a catalogue',
  tags: ['existing clients'],
  response: {
    202: Type.Object(
      { message, requestId, ignoredImageColumns, notes },
      { description: 'The catalogue is accepted.' },
    ),
    ...refusals,
  },
};

const plainUpload = {
  operationId: 'uploadCatalogueForRequestId',
  summary: 'Upload a catalogue (the form of answer that /status/{request_id} goes with)',
  tags: ['existing clients'],
  response: {
    200: Type.Object(
      { request_id: requestId, requestId, message, ignoredImageColumns, notes },
      { description: 'The catalogue is accepted.' },
    ),
    ...refusals,
  },
};

/** What the form may hold beside the file: how the file is read and, in many spellings, webhooks. Any other field is ignored. */
const nameOf = (field: string) => (FILE_FIELDS.includes(field) ? field : webhookFieldOf(field));

/** The uploads that existing clients know: one operation, and its two forms of answer. */
export function uploadRoutes(
  app: App,
  {
    accept,
    limits: { maxUploadBytes },
    concurrency,
    judgeReceiver,
  }: { accept: AcceptRequest; concurrency: Pick<ConcurrencyHooks, 'uploads'> } & Pick<
    AcceptDependencies,
    'limits' | 'judgeReceiver'
  >,
): void {
  app.register(multipart, formLimits(maxUploadBytes));

  app.addHook('onRequest', concurrency.uploads);
  app.addHook('onRequest', async (request) => {
    if (/^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')) return;
    throw new Problem('unsupported_media_type', 'An upload must be multipart/form-data.');
  });

  const upload = async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<EventData<'request.accepted'>> => {
    const { tenant, headers, log: logger } = request;
    const inQuery = webhookFieldsIn(request.query as Record<string, unknown>);
    const read = uploadForm(request, {
      maxFileBytes: maxUploadBytes,
      optionsOf: (fields) => reachable(optionsInText({ ...inQuery, ...fields }), judgeReceiver),
      nameOf,
    });
    const { event, replayed } = await accept({
      tenant,
      idempotencyKey: idempotencyKeyOf(headers),
      read,
      logger,
    });
    if (replayed) reply.header(REPLAYED_HEADER, 'true');
    return event.data;
  };

  app.post('/api/upload', { schema: apiUpload, config: { requestBody } }, async (request, reply) => {
    const accepted = await upload(request, reply);
    return reply.code(202).send({ message: MESSAGE, requestId: accepted.requestId, ...saidOf(accepted) });
  });

  app.post('/upload', { schema: plainUpload, config: { requestBody } }, async (request, reply) => {
    const accepted = await upload(request, reply);
    const { requestId } = accepted;
    return { request_id: requestId, requestId, message: MESSAGE, ...saidOf(accepted) };
  });
}

/** What existing clients do not expect is there only where something was left out or assumed. */
function saidOf({ upload }: EventData<'request.accepted'>) {
  const { ignoredImageColumns } = upload;
  const notes = notesOn(upload);
  return { ...(ignoredImageColumns && { ignoredImageColumns }), ...(notes.length > 0 && { notes }) };
}

import multipart from '@fastify/multipart';
import type { EventData } from '@halftone/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { ConcurrencyHooks } from '../access/concurrency-limits.ts';
import { uploadAnswer, uploadSchema } from '../compatibility/answers.ts';
import { refusalsOf } from '../compatibility/refusals.ts';
import type { Surface, UploadForm } from '../compatibility/surface.ts';
import { REPLAYED_HEADER } from '../http/replayed-header.ts';
import type { App } from '../http/type-provider.ts';
import type { AcceptDependencies, AcceptRequest } from '../intake/accept-request.ts';
import { CatalogueFile } from '../intake/catalogue-bodies.ts';
import { FILE_FIELDS, FileOptionsFields } from '../intake/file-options.ts';
import { idempotencyKeyOf } from '../intake/idempotency.ts';
import { notesOn } from '../intake/notes.ts';
import { formLimits, uploadForm } from '../intake/upload-form.ts';
import { optionsInText, reachable } from '../intake/upload-options.ts';
import { WebhookEventsField } from '../intake/webhooks/webhook-events.ts';
import { webhookFieldOf, webhookFieldsIn } from '../intake/webhooks/webhook-fields.ts';
import { Problem } from '../problems/problems.ts';

const requestBody = {
  content: {
    'multipart/form-data': {
      schema: Type.Object({
        ...FileOptionsFields,
        webhookUrl: Type.Optional(Type.String({ description: 'Where webhooks are posted.' })),
        webhookEvents: Type.Optional(WebhookEventsField),
        // Last, so that what is sent in this order is read in time.
        file: CatalogueFile,
      }),
    },
  },
};

const refusals = (surface: Surface) =>
  refusalsOf(
    surface,
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

const apiUpload = (surface: Surface) => ({
  operationId: 'uploadCatalogue',
  summary: 'Upload a catalogue',
  tags: ['existing clients'],
  response: {
    [surface.apiUpload.code]: uploadSchema(surface.apiUpload, 'UploadReceipt'),
    ...refusals(surface),
  },
});

const plainUpload = (surface: Surface) => ({
  operationId: 'uploadCatalogueForRequestId',
  summary: 'Upload a catalogue (the form of answer that /status/{request_id} goes with)',
  tags: ['existing clients'],
  response: {
    [surface.upload.code]: uploadSchema(surface.upload, 'PlainUploadReceipt'),
    ...refusals(surface),
  },
});

/** What the form may hold beside the file: how the file is read and, in many spellings, webhooks. Any other field is ignored. */
const nameOf = (field: string) => (FILE_FIELDS.includes(field) ? field : webhookFieldOf(field));

export type UploadDependencies = Pick<AcceptDependencies, 'limits' | 'judgeReceiver'> & {
  accept: AcceptRequest;
  concurrency: Pick<ConcurrencyHooks, 'uploads'>;
  surface: Surface;
};

/** The uploads that existing clients know: one operation, and its two forms of answer. */
export function uploadRoutes(
  app: App,
  { accept, limits: { maxUploadBytes }, concurrency, surface, judgeReceiver }: UploadDependencies,
): void {
  app.register(multipart, formLimits(maxUploadBytes));

  app.addHook('onRequest', concurrency.uploads);
  app.addHook('onRequest', async (request) => {
    if (/^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')) return;
    throw new Problem('unsupported_media_type', 'An upload must be multipart/form-data.', {
      hint: "Send the CSV in the field 'file' of a form, for example: curl -F file=@catalogue.csv",
    });
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

  const answer = async (form: UploadForm, request: FastifyRequest, reply: FastifyReply) => {
    const accepted = await upload(request, reply);
    return reply.code(form.code).send(uploadAnswer(form, accepted.requestId, saidOf(accepted)));
  };

  app.post('/api/upload', { schema: apiUpload(surface), config: { requestBody } }, async (request, reply) =>
    answer(surface.apiUpload, request, reply),
  );

  app.post('/upload', { schema: plainUpload(surface), config: { requestBody } }, async (request, reply) =>
    answer(surface.upload, request, reply),
  );
}

/** What existing clients do not expect is there only where something was left out or assumed. */
function saidOf({ upload }: EventData<'request.accepted'>) {
  const { ignoredImageColumns } = upload;
  const notes = notesOn(upload);
  return { ...(ignoredImageColumns && { ignoredImageColumns }), ...(notes.length > 0 && { notes }) };
}

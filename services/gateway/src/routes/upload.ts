import multipart from '@fastify/multipart';
import { Type } from 'typebox';
import type { AcceptUpload } from '../accept-upload.ts';
import { Problem, problemResponses } from '../problems.ts';
import type { App } from '../type-provider.ts';
import { formLimits } from '../upload-form.ts';

const MESSAGE = 'CSV file received and queued for processing';

const requestId = Type.String({ description: 'The id of the request, for its status and its output.' });
const message = Type.String({ description: 'What happens now.' });

const refusals = problemResponses(
  'invalid_catalogue',
  'file_too_large',
  'unsupported_media_type',
  'internal_error',
  'log_unavailable',
);

const apiUpload = {
  operationId: 'uploadCatalogue',
  summary: 'Upload a catalogue',
  consumes: ['multipart/form-data'],
  response: {
    202: Type.Object({ message, requestId }, { description: 'The catalogue is accepted.' }),
    ...refusals,
  },
};

const plainUpload = {
  operationId: 'uploadCatalogueForRequestId',
  summary: 'Upload a catalogue (the form of answer that /status/{request_id} goes with)',
  consumes: ['multipart/form-data'],
  response: {
    200: Type.Object(
      { request_id: requestId, requestId, message },
      { description: 'The catalogue is accepted.' },
    ),
    ...refusals,
  },
};

/** The uploads: one operation, and the two forms of answer that clients know. */
export function uploadRoutes(
  app: App,
  { accept, maxUploadBytes }: { accept: AcceptUpload; maxUploadBytes: number },
): void {
  app.register(multipart, formLimits(maxUploadBytes));

  const inHand = new Set<Promise<unknown>>();
  const tracked: AcceptUpload = (request) => {
    const accepting = accept(request).finally(() => inHand.delete(accepting));
    inHand.add(accepting);
    return accepting;
  };
  // An upload that was cut off at the end of the process still has to clean up, while the log is connected.
  app.addHook('onClose', async () => void (await Promise.allSettled(inHand)));

  app.addHook('onRequest', async (request) => {
    if (/^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')) return;
    throw new Problem('unsupported_media_type', 'An upload has to be multipart/form-data.');
  });

  app.post('/api/upload', { schema: apiUpload }, async (request, reply) => {
    const { requestId } = await tracked(request);
    return reply.code(202).send({ message: MESSAGE, requestId });
  });

  app.post('/upload', { schema: plainUpload }, async (request) => {
    const { requestId } = await tracked(request);
    return { request_id: requestId, requestId, message: MESSAGE };
  });
}

import type { Checks } from '@halftone/runtime';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { acceptUpload, type UploadDependencies } from './accept-upload.ts';
import { authenticate } from './authenticate.ts';
import { answerClientError, answerError, answerNotFound } from './error-handler.ts';
import { registerOpenApi } from './openapi.ts';
import { logRequests } from './request-log.ts';
import type { StatusDependencies } from './request-status.ts';
import { docsRoutes } from './routes/docs.ts';
import { downloadRoutes } from './routes/download.ts';
import { healthRoutes } from './routes/health.ts';
import { statusRoutes } from './routes/status.ts';
import { uploadRoutes } from './routes/upload.ts';
import { readRoutes } from './routes/v1/reads.ts';
import type { App, TypeBoxProvider } from './type-provider.ts';

export type AppDependencies = UploadDependencies &
  StatusDependencies & {
    log: UploadDependencies['log'];
    checks: Checks;
    /** The address of the API as clients see it, without a slash at the end. */
    publicUrl: string;
    now: () => Date;
    logger: FastifyBaseLogger;
  };

/** Longer than any request line that Node's HTTP parser lets through, so that every id reaches its handler. */
const LONGEST_PARAMETER = 16 * 1024;
/** A large catalogue over a slow line takes its time, as long as something arrives. */
const UPLOAD_TIMEOUT_MS = 60 * 60 * 1000;
const SILENCE_TIMEOUT_MS = 60 * 1000;
const HEADERS_TIMEOUT_MS = 20 * 1000;

/** The API as an app that serves, or is tested, without a process of its own. */
export function buildApp(deps: AppDependencies): App {
  const app = Fastify({
    loggerInstance: deps.logger,
    // One line for each request, once it is answered: see request-log.ts.
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    requestTimeout: UPLOAD_TIMEOUT_MS,
    connectionTimeout: SILENCE_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    // What arrives on an open connection while the gateway stops is still answered.
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerClientError,
  }).withTypeProvider<TypeBoxProvider>();

  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerNotFound);
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  });
  authenticate(app);
  logRequests(app);
  registerOpenApi(app);
  const register = (routes: (scope: App) => void) =>
    app.register(async (scope) => routes(scope.withTypeProvider<TypeBoxProvider>()));
  register((scope) => uploadRoutes(scope, { accept: acceptUpload(deps), ...deps.limits }));
  register((scope) => statusRoutes(scope, deps));
  register((scope) => downloadRoutes(scope, deps));
  register((scope) => readRoutes(scope, deps));
  register((scope) => healthRoutes(scope, deps.checks));
  register((scope) => docsRoutes(scope));
  return app;
}

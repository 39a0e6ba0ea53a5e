import type { Checks } from '@halftone/runtime';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { type AcceptDependencies, acceptRequest } from './accept-request.ts';
import { type AuthenticateOptions, authenticate } from './authenticate.ts';
import { takeEmptyBodies } from './empty-body.ts';
import { answerClientError, answerError, answerNotFound } from './error-handler.ts';
import { finishInHand } from './finish-in-hand.ts';
import { registerOpenApi } from './openapi.ts';
import { logRequests } from './request-log.ts';
import type { StatusDependencies } from './request-status.ts';
import { docsRoutes } from './routes/docs.ts';
import { downloadRoutes } from './routes/download.ts';
import { healthRoutes } from './routes/health.ts';
import { statusRoutes } from './routes/status.ts';
import { uploadRoutes } from './routes/upload.ts';
import { type ReadsDependencies, readRoutes } from './routes/v1/reads.ts';
import { submitRoutes } from './routes/v1/submit.ts';
import { securityHeaders } from './security-headers.ts';
import type { App, TypeBoxProvider } from './type-provider.ts';

export type AppDependencies = AcceptDependencies &
  AuthenticateOptions &
  StatusDependencies &
  Omit<ReadsDependencies, 'accept'> & {
    log: AcceptDependencies['log'] & ReadsDependencies['log'];
    checks: Checks;
    /** The address of the API as clients see it, without a slash at the end. */
    publicUrl: string;
    /** The proxies whose word is taken on where a request comes from. */
    trustedProxies?: string[];
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
    trustProxy: deps.trustedProxies ?? false,
    // What arrives on an open connection while the gateway stops is still answered.
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerClientError,
  }).withTypeProvider<TypeBoxProvider>();

  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerNotFound);
  securityHeaders(app, deps);
  authenticate(app, deps);
  takeEmptyBodies(app);
  logRequests(app);
  registerOpenApi(app);
  const register = (routes: (scope: App) => void) =>
    app.register(async (scope) => routes(scope.withTypeProvider<TypeBoxProvider>()));
  const accept = finishInHand(app, acceptRequest(deps));
  register((scope) => uploadRoutes(scope, { ...deps, accept }));
  register((scope) => submitRoutes(scope, { ...deps, accept }));
  register((scope) => statusRoutes(scope, deps));
  register((scope) => downloadRoutes(scope, deps));
  register((scope) => readRoutes(scope, { ...deps, accept }));
  register((scope) => healthRoutes(scope, deps.checks));
  register((scope) => docsRoutes(scope));
  return app;
}

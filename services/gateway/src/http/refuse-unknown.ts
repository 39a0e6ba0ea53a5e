import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerError } from '../problems/error-handler.ts';
import { Problem } from '../problems/problems.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';
import type { SecurityHeaders } from './security-headers.ts';
import type { App } from './type-provider.ts';

/** Answers 404 for an unknown path and 405 for an unknown method. Registered before the routes. */
export function refuseUnknown(app: App, answerError: AnswerError): void {
  const routes: { path: RegExp; methods: string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    // What answers browsers that ask first answers on every path.
    const methods = [method].flat().filter((name) => name !== 'OPTIONS');
    if (methods.length > 0) routes.push({ path: patternOf(url), methods });
  });
  const refuse = (request: FastifyRequest, reply: FastifyReply) => {
    const [path = ''] = request.url.split('?');
    const methods = new Set(
      routes.filter((route) => route.path.test(path)).flatMap((route) => route.methods),
    );
    // A route that has nothing there after all says so itself.
    if (methods.size === 0 || methods.has(request.method)) {
      return answerError(new Problem('route_not_found', 'There is nothing on this path.'), request, reply);
    }
    const allow = [...methods, 'OPTIONS'].join(', ');
    reply.header('allow', allow);
    if (request.method === 'OPTIONS') return void reply.code(204).send();
    const detail = `This path takes ${allow}, and not ${request.method}.`;
    return answerError(new Problem('method_not_allowed', detail), request, reply);
  };
  // A route may pass on what it does not have.
  app.setNotFoundHandler(refuse);
  // Before the body: what is wrong with that is of no interest where nobody takes it.
  app.addHook('preParsing', async (request, reply) => {
    if (!request.is404) return;
    refuse(request, reply);
    return reply;
  });
}

/** Answers what no hook comes to see, such as a path that cannot be decoded, as if it had been seen. */
export function refuseUnrouted(answerError: AnswerError, headers: SecurityHeaders): AnswerError {
  return (err, request, reply) => {
    reply.headers({ ...headers, [REQUEST_ID_HEADER]: request.id });
    answerError(err, request, reply);
    request.log.info({ method: request.method, status: reply.statusCode }, 'request refused');
  };
}

/** A route's path as Fastify's router writes it, with `:names` and `*`. */
function patternOf(url: string): RegExp {
  const source = url
    .split(/(:\w+|\*)/)
    .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : RegExp.escape(part)))
    .join('');
  return new RegExp(`^${source}$`);
}

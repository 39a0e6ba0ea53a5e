import { access } from 'node:fs/promises';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import manifest from '../../package.json' with { type: 'json' };
import { prefersPage } from '../http/prefers-page.ts';
import type { App } from '../http/type-provider.ts';
import { Problem } from '../problems/problems.ts';

export type ConsoleDependencies = {
  /** Where the built console lies, as an absolute path; the gateway runs without it too. */
  consoleFolder: string;
};

/** Where it lies in an installation of the workspace, in images too. */
export const BUILT_CONSOLE = join(import.meta.dirname, '../../../../packages/console/dist');

/** Where the console is a page. Its own router shows what is asked for. */
const PAGES = ['/requests', '/requests/*', '/webhooks', '/system'];

/**
 * Scripts, styles and answers from here alone, and nothing written into the page itself. Pictures come from wherever a
 * catalogue says, and are blobs while they are looked at before an upload.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob: https: http:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Shown in place of the console. */
const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Halftone</title>
<h1>The console is not built</h1>
<p>Run <code>npm run build-console</code> where this gateway is installed, then reload this page. <code>npm start</code> and the
container image build it by themselves.</p>
<p>The API works without it: <a href="/docs">/docs</a> shows it.</p>
</html>
`;

/** What a client other than a browser finds at the top. */
const INDEX = {
  name: 'Halftone',
  version: manifest.version,
  documentation: '/docs',
  openapi: '/openapi.json',
  asyncapi: '/asyncapi.json',
};

/** The console: one page with its files. Their names change with what is in them, so browsers may keep them. */
export function consoleRoutes(app: App, { consoleFolder }: ConsoleDependencies): void {
  app.register(staticFiles, {
    root: join(consoleFolder, 'assets'),
    prefix: '/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
    index: false,
    dotfiles: 'ignore',
    suppressWarning: true,
    logLevel: 'warn',
  });
  const options = { schema: { hide: true }, logLevel: 'warn' } as const;
  app.get('/', options, async (request, reply) => {
    reply.header('vary', 'accept');
    return prefersPage(request) ? sendPage(reply, consoleFolder) : INDEX;
  });
  const page = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!prefersPage(request)) throw new Problem('route_not_found', 'There is nothing on this path.');
    return sendPage(reply.header('vary', 'accept'), consoleFolder);
  };
  for (const path of PAGES) app.get(path, options, page);
}

async function sendPage(reply: FastifyReply, folder: string): Promise<FastifyReply> {
  if (!(await isThere(join(folder, 'index.html')))) {
    return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
  }
  reply.headers({ 'content-security-policy': POLICY, 'cache-control': 'no-cache' });
  return reply.sendFile('index.html', folder, { cacheControl: false });
}

const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

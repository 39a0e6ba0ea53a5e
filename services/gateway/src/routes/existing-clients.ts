import { errorHandlerOf } from '../compatibility/refusals.ts';
import type { Surface } from '../compatibility/surface.ts';
import type { App, TypeBoxProvider } from '../http/type-provider.ts';
import { type DownloadDependencies, downloadRoutes } from './download.ts';
import { type ExportDependencies, exportRoutes } from './export.ts';
import { type InboxDependencies, inboxRoutes } from './inbox.ts';
import { type StatusRoutesDependencies, statusRoutes } from './status.ts';
import { type UploadDependencies, uploadRoutes } from './upload.ts';

export type ExistingClientsDependencies = { surface: Surface } & UploadDependencies &
  StatusRoutesDependencies &
  DownloadDependencies &
  ExportDependencies &
  InboxDependencies;

/** The paths that clients of earlier systems know. What these clients read, errors included, has the form they know. */
export function existingClientsRoutes(app: App, deps: ExistingClientsDependencies): void {
  app.setErrorHandler(errorHandlerOf(deps.surface, deps.publicUrl));
  // With hooks of its own.
  app.register(async (scope) => uploadRoutes(scope.withTypeProvider<TypeBoxProvider>(), deps));
  statusRoutes(app, deps);
  downloadRoutes(app, deps);
  exportRoutes(app, deps);
  inboxRoutes(app, deps);
}

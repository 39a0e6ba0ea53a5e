import type { App } from '../../http/type-provider.ts';
import { type ExportDependencies, exportRoutes } from '../export.ts';
import { type InboxDependencies, inboxRoutes } from '../inbox.ts';
import { type DeliveriesDependencies, deliveriesRoutes } from './deliveries.ts';
import { type OutputFilesDependencies, outputFilesRoutes } from './output-files.ts';
import { type ActionsDependencies, requestActionsRoutes } from './request-actions.ts';
import { type EventsDependencies, requestEventsRoutes } from './request-events.ts';
import { type ImagesDependencies, requestImagesRoutes } from './request-images.ts';
import { type RequestsDependencies, requestsRoutes } from './requests.ts';
import { type EndpointsDependencies, webhookEndpointsRoutes } from './webhook-endpoints.ts';
import { type WebhookTestsDependencies, webhookTestsRoutes } from './webhook-tests.ts';

export type ReadsDependencies = RequestsDependencies &
  ImagesDependencies &
  EventsDependencies &
  OutputFilesDependencies &
  ActionsDependencies &
  DeliveriesDependencies &
  ExportDependencies &
  InboxDependencies &
  WebhookTestsDependencies &
  EndpointsDependencies;

/** What a client asks about its requests, and does with them. */
export function readRoutes(app: App, deps: ReadsDependencies): void {
  requestsRoutes(app, deps);
  requestImagesRoutes(app, deps);
  requestEventsRoutes(app, deps);
  outputFilesRoutes(app, deps);
  requestActionsRoutes(app, deps);
  deliveriesRoutes(app, deps);
  exportRoutes(app, deps);
  inboxRoutes(app, deps);
  webhookTestsRoutes(app, deps);
  webhookEndpointsRoutes(app, deps);
}

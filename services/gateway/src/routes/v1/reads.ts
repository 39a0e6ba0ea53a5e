import type { App } from '../../http/type-provider.ts';
import { channelsRoutes } from './audit/channels.ts';
import { type AuditDependencies, requestAuditRoutes } from './audit/request-audit.ts';
import { type DeliveriesDependencies, deliveriesRoutes } from './deliveries.ts';
import { type OutputFilesDependencies, outputFilesRoutes } from './output-files.ts';
import { type ActionsDependencies, requestActionsRoutes } from './request-actions.ts';
import { type EventsDependencies, requestEventsRoutes } from './request-events.ts';
import { type ImagesDependencies, requestImagesRoutes } from './request-images.ts';
import { type LogDependencies, requestLogRoutes } from './request-log.ts';
import { type RequestsDependencies, requestsRoutes } from './requests.ts';
import { type SampleDependencies, sampleRoutes } from './sample.ts';
import { type EndpointsDependencies, webhookEndpointsRoutes } from './webhook-endpoints.ts';
import { type WebhookTestsDependencies, webhookTestsRoutes } from './webhook-tests.ts';

export type ReadsDependencies = RequestsDependencies &
  ImagesDependencies &
  EventsDependencies &
  LogDependencies &
  OutputFilesDependencies &
  AuditDependencies &
  ActionsDependencies &
  DeliveriesDependencies &
  SampleDependencies &
  WebhookTestsDependencies &
  EndpointsDependencies;

/** What a client asks about its requests, and does with them. */
export function readRoutes(app: App, deps: ReadsDependencies): void {
  requestsRoutes(app, deps);
  requestImagesRoutes(app, deps);
  requestEventsRoutes(app, deps);
  requestLogRoutes(app, deps);
  outputFilesRoutes(app, deps);
  requestAuditRoutes(app, deps);
  channelsRoutes(app);
  requestActionsRoutes(app, deps);
  deliveriesRoutes(app, deps);
  sampleRoutes(app, deps);
  webhookTestsRoutes(app, deps);
  webhookEndpointsRoutes(app, deps);
}

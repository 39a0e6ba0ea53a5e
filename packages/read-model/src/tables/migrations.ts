import { CreateTables } from './migrations/20261120-create-tables.ts';
import { RejectedAndDeleted } from './migrations/20261121-rejected-and-deleted.ts';
import { UnforgottenRequests } from './migrations/20261122-unforgotten-requests.ts';
import { ImageProvenance } from './migrations/20261129-image-provenance.ts';
import { Webhooks } from './migrations/20261129-webhooks.ts';
import { Channels } from './migrations/20261130-channels.ts';
import { FailedSources } from './migrations/20261130-failed-sources.ts';
import { ReusedImages } from './migrations/20261130-reused-images.ts';
import { RunningRequests } from './migrations/20261130-running-requests.ts';

/** Every migration, in the order in which they are applied. Their names stand in the database: never rename one. */
export const migrationsList = [
  { name: '20261120-create-tables', class: CreateTables },
  { name: '20261121-rejected-and-deleted', class: RejectedAndDeleted },
  { name: '20261122-unforgotten-requests', class: UnforgottenRequests },
  { name: '20261129-image-provenance', class: ImageProvenance },
  { name: '20261129-webhooks', class: Webhooks },
  { name: '20261130-running-requests', class: RunningRequests },
  { name: '20261130-reused-images', class: ReusedImages },
  { name: '20261130-channels', class: Channels },
  { name: '20261130-failed-sources', class: FailedSources },
];

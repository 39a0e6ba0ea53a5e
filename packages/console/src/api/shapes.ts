import type { components, paths } from './schema.ts';

type Schemas = components['schemas'];

/** What the gateway answers, by the names that the pages use. */
export type Request = Schemas['Request'];
export type Image = Schemas['Image'];
export type Delivery = Schemas['Delivery'];
export type DeliveryAttempt = Schemas['DeliveryAttempt'];
export type DryRunReport = Schemas['DryRunReport'];
export type Preflight = Schemas['Preflight'];
export type Problem = Schemas['Problem'];
export type Fault = DryRunReport['errors'][number];
export type LoggedEvent = Schemas['LoggedEvent'];
export type Recipe = Schemas['Recipe'];
/** A recipe as it is wished for: perhaps for a channel. */
export type RecipeOptions = Schemas['RecipeOptions'];

export type Channel = Schemas['Channel'];
export type ChannelSum = Schemas['ChannelSum'];
export type BrokenRule = Schemas['BrokenRule'];
export type Verdict = Schemas['AuditVerdict'];
export type AuditCategory = Schemas['AuditCategory'];
export type AuditedProduct = Schemas['AuditedProduct'];
export type Finding = Schemas['AuditFinding'];

type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer A } } } };
}
  ? A
  : never;

export type FailureGroup = Answer<'/v1/requests/{id}/failures'>['items'][number];

export type WebhookTest = Schemas['WebhookTest'];
export type WebhookEvent = NonNullable<
  paths['/v1/webhooks/test']['post']['requestBody']['content']['application/json']['event']
>;
export type System = Schemas['System'];
export type Consumer = NonNullable<System['consumers']>[number];
export type DeliveryState = Delivery['status'];
export const DELIVERY_STATES = [
  'delivered',
  'retrying',
  'exhausted',
  'rejected',
] as const satisfies DeliveryState[];

/** The part of a request that its progress events tell. */
export type Progress = Pick<Request, 'counts' | 'bytes' | 'progress' | 'rate' | 'estimatedEndAt'>;

/** An image that ended, as the event stream tells it. */
export type ImageOutcome = Omit<Image, 'url' | 'rows' | 'rowsOmitted'>;

export const hasEnded = ({ status }: Pick<Request, 'status'>): boolean =>
  status === 'completed' || status === 'cancelled';

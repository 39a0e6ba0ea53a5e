import { EVENT_NAMES } from '@halftone/contracts';
import type { EventLog } from '@halftone/messaging';
import { Type } from 'typebox';
import { fromLog } from '../../dependencies.ts';
import type { App } from '../../http/type-provider.ts';
import { problemResponses } from '../../problems/problems.ts';
import { loggedEvents, MILESTONES } from '../../progress/logged-events.ts';
import { requestOf } from '../../progress/request-of.ts';
import type { StatusDependencies } from '../../progress/request-status.ts';
import { limited, PageOf, paging } from './paging.ts';
import { requestParams, requestRefusals } from './requests.ts';

export type LogDependencies = Omit<StatusDependencies, 'log'> & {
  log: () => Pick<EventLog, 'lastEvent' | 'replay'>;
};

const LoggedEvent = Type.Object(
  {
    sequence: Type.Integer({ minimum: 1, description: 'Its place in the log.' }),
    type: Type.Enum([...EVENT_NAMES], {
      title: 'EventName',
      description: 'The name of the event, see docs/events.md.',
    }),
    time: Type.String({ format: 'date-time', description: 'When it happened (RFC 3339, UTC).' }),
    data: Type.Unknown({ description: 'What it says, as it stands in the log.' }),
  },
  { title: 'LoggedEvent', description: 'An event of the log.' },
);

const list = {
  operationId: 'listRequestLog',
  summary: 'What happened to a request: its events as they stand in the log',
  description: 'The oldest first. What single products and images tell can be left out.',
  tags: ['requests'],
  params: requestParams,
  querystring: Type.Object({
    milestones: Type.Optional(
      Type.Boolean({ default: false, description: 'Only what tells of the request as a whole.' }),
    ),
    ...paging,
    cursor: Type.Optional(
      Type.String({ pattern: '^[1-9]\\d{0,14}$', description: 'The nextCursor of the page before.' }),
    ),
  }),
  response: {
    200: PageOf('LoggedEventPage', LoggedEvent, 'One page of events.'),
    ...requestRefusals,
    ...problemResponses('invalid_request'),
  },
};

/** The log of a request. */
export function requestLogRoutes(app: App, deps: LogDependencies): void {
  app.get('/v1/requests/:id/log', { schema: list }, async ({ tenant, params, query }) => {
    const { requestId } = await requestOf(deps, tenant, params.id);
    const { milestones, cursor = '1', limit } = limited(query);
    const names = milestones ? MILESTONES : EVENT_NAMES;
    const page = await fromLog(loggedEvents(deps.log(), requestId, { from: Number(cursor), limit, names }));
    const last = page.events.at(-1);
    return {
      items: page.events.map(({ seq, event: { name, time, data } }) => ({
        sequence: seq,
        type: name,
        time,
        data,
      })),
      nextCursor: last && page.more ? String(last.seq + 1) : null,
    };
  });
}

import type { StatusDependencies } from '../../request-status.ts';
import type { App } from '../../type-provider.ts';

export type ReadsDependencies = StatusDependencies & { publicUrl: string; now: () => Date };

/** What a client asks about its requests, and does with them. */
export function readRoutes(_app: App, _deps: ReadsDependencies): void {}

import type { IForbiddenRuleType } from 'dependency-cruiser';
import type { Plan } from './floor-plan.ts';

/** Tests and what only they use may look anywhere in their package. */
const TESTS = String.raw`\.(test|fixture)\.ts$|/testing/`;

/** What holds for every source file, whatever room it is in. */
export const EVERYWHERE: IForbiddenRuleType[] = [
  { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'no-service-imports-a-service',
    severity: 'error',
    from: { path: '^services/([^/]+)/' },
    to: { path: '^services/', pathNot: '^services/$1/' },
  },
  {
    name: 'no-package-imports-a-service',
    severity: 'error',
    from: { path: '^packages/' },
    to: { path: '^services/' },
  },
  {
    name: 'nats-in-messaging-alone',
    severity: 'error',
    from: { path: '^(packages|services)/', pathNot: `^packages/messaging/|${TESTS}` },
    to: { path: 'node_modules/(nats|@nats-io)/' },
  },
];

/** For each room of a plan: it imports nothing from the rooms above it. */
export function rulesOf({ folder, rooms }: Plan): IForbiddenRuleType[] {
  return rooms.slice(1).map(({ paths }, index) => ({
    name: `${folder}: ${paths.join(', ')} imports from a room above it`,
    severity: 'error',
    from: { path: pattern(folder, paths), pathNot: TESTS },
    to: {
      path: pattern(
        folder,
        rooms.slice(0, index + 1).flatMap((room) => room.paths),
      ),
    },
  }));
}

/** Whether a source file stands in one of the rooms. */
export function hasRoom({ folder, rooms }: Plan, file: string): boolean {
  return new RegExp(
    pattern(
      folder,
      rooms.flatMap((room) => room.paths),
    ),
  ).test(file);
}

function pattern(folder: string, paths: readonly string[]): string {
  const names = paths.map((path) => (path.endsWith('/') ? path : `${RegExp.escape(path)}$`));
  return `^${folder}/(${names.join('|')})`;
}

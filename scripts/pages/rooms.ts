import { FLOOR_PLAN } from '../structure/floor-plan.ts';

/** The tables of rooms in docs/architecture.md: a folder, what it holds, and what it may import. */
export function roomTables(): string {
  return FLOOR_PLAN.map(({ folder, rooms }) => {
    const lines = rooms.map(({ paths, holds }, index) => {
      const below = rooms.slice(index + 1).flatMap((room) => room.paths);
      return `| ${code(paths)} | ${holds} | ${below.length === 0 ? 'nothing here' : code(below)} |`;
    });
    return [`### \`${folder}\``, '', '| Room | Holds | May import |', '| --- | --- | --- |', ...lines].join(
      '\n',
    );
  }).join('\n\n');
}

const code = (paths: readonly string[]) => paths.map((path) => `\`${path}\``).join(', ');

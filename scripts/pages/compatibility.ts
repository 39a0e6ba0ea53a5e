import { HALFTONE, type Surface } from '../../services/gateway/src/compatibility/surface.ts';
import { SYSTEM_NAMES, surfaceOf } from '../../services/gateway/src/compatibility/systems.ts';
import { table } from './schema-table.ts';

/** docs/compatibility.md: what each system's clients are answered, from the table that the gateway answers by. */
export function compatibilityTable(): string {
  const rows = [row('none', HALFTONE), ...SYSTEM_NAMES.map((name) => row(name, surfaceOf(name)))];
  return [
    table(['`COMPATIBLE_WITH`', 'An upload is answered', 'A status is answered', 'Its words'], rows),
    '',
    'Errors that these systems have words for are answered with them alone; bad rows are listed beside them:',
    '',
    table(['`COMPATIBLE_WITH`', 'Code', '`error`'], SYSTEM_NAMES.flatMap(errorsOf)),
  ].join('\n');
}

function row(name: string, surface: Surface): string[] {
  return [
    `\`${name}\``,
    each(surface, ({ upload, apiUpload }) => [
      `\`POST /upload\` ${upload.code} ${keys(upload.keys)}`,
      `\`POST /api/upload\` ${apiUpload.code} ${keys(apiUpload.keys)}`,
    ]),
    each(surface, ({ status, apiStatus }) => [
      `\`GET /status/ID\` ${keys(status.keys)}`,
      `\`GET /api/status/ID\` ${keys(apiStatus.keys)}`,
    ]),
    each(surface, ({ status, apiStatus }) => [words(status.words), words(apiStatus.words)]),
  ];
}

/** What differs from Halftone's own, since the rest is as in its line. */
function each(surface: Surface, linesOf: (surface: Surface) => string[]): string {
  const own = linesOf(HALFTONE);
  const lines = linesOf(surface).filter((line, at) => surface === HALFTONE || line !== own[at]);
  return [...new Set(lines)].join('<br>') || 'as `none`';
}

const keys = (names: readonly string[]) => `\`{${names.join(', ')}}\``;
const words = (of: Readonly<Record<string, string>>) =>
  Object.entries(of)
    .map(([state, word]) => (state === word ? `\`${word}\`` : `${state}: \`${word}\``))
    .join(', ');

function errorsOf(name: (typeof SYSTEM_NAMES)[number]): string[][] {
  return Object.entries(surfaceOf(name).errors ?? {}).map(([code, sentence]) => [
    `\`${name}\``,
    `\`${code}\``,
    sentence,
  ]);
}

import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { FLOOR_PLAN } from './floor-plan.ts';
import { EVERYWHERE, rulesOf } from './rules.ts';

/** Reads the imports of all sources in these folders, and holds them to the rules. */
export async function cruiseSources(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(folders, {
    baseDir,
    includeOnly: { path: '^(packages|services|bench)/|node_modules/(nats|@nats-io)/' },
    doNotFollow: { path: 'node_modules' },
    // An import of a type alone ties two files together as well.
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: { forbidden: [...EVERYWHERE, ...FLOOR_PLAN.flatMap(rulesOf)] },
  });
  if (typeof output === 'string') throw new Error(`no result, but text: ${output.slice(0, 200)}`);
  return output;
}

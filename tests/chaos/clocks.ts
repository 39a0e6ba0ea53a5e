import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@halftone/contracts';

/** The clocks of the services, each of which can be set wrong while its service runs. */
export type Clocks = {
  /** The variables by which the services' clocks become adjustable. */
  variables: Record<string, string>;
  shift(service: ServiceName, byMs: number): Promise<void>;
  setRight(service: ServiceName): Promise<void>;
};

/** @param folder an empty one, by which the services are told */
export async function adjustableClocks(folder: string): Promise<Clocks> {
  await mkdir(folder, { recursive: true });
  const preload = fileURLToPath(new URL('./clock-shift.ts', import.meta.url));
  return {
    variables: { NODE_OPTIONS: `--import=file://${preload}`, CHAOS_CLOCKS: folder },
    shift: (service, byMs) => writeFile(join(folder, service), String(byMs)),
    setRight: (service) => rm(join(folder, service), { force: true }),
  };
}

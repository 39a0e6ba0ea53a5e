/** Major, minor and patch of a program. */
export type Version = readonly [number, number, number];

/** The version in a text such as `nats-server: v2.12.15` or `2.11.0-RC.1`, or undefined. */
export function versionIn(text: string): Version | undefined {
  const [, major, minor, patch] = /(\d+)\.(\d+)\.(\d+)/.exec(text) ?? [];
  return major && minor && patch ? [Number(major), Number(minor), Number(patch)] : undefined;
}

/** Whether a version comes before another. */
export function isOlder(version: Version, than: Version): boolean {
  const at = than.findIndex((part, index) => version[index] !== part);
  return at >= 0 && (version[at] ?? 0) < (than[at] ?? 0);
}

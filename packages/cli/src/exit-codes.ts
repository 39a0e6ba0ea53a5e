/** What the command ends with. Scripts rely on these numbers. */
export const EXIT = {
  ok: 0,
  /** The watched request failed or was cancelled; with --strict, or any of its images failed. */
  failures: 1,
  /** The command line makes no sense, or a file of the user's cannot be read or written. */
  usage: 2,
  /** The server does not do what was asked (4xx). */
  refused: 3,
  /** The server is not reached, fails (5xx), or does not answer as Halftone does. */
  unavailable: 4,
  notFound: 5,
  /** A mistake in this program. */
  defect: 70,
  /** As a shell counts an interrupt: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a command's exit status means; documented in docs/operations.md. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** It could not be done; standard error says why. */
  failed: 1,
  /** The words of the call are off. */
  usage: 2,
  /** Done, but some inputs were refused or set aside. */
  setAside: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Anything wrong with what was typed at a terminal. */
export class UsageError extends Error {}

/** Whether it is one, ours or that of Node's own reading of options. */
export function isUsageError(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS_');
}

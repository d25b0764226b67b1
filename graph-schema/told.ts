/** What a refinement says of a value that it refuses: a code of its own for programs, and words for people. */
export function told(code: string, message: string): { message: string; params: { code: string } } {
  return { message, params: { code } };
}

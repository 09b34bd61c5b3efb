/** An error for the person who runs the stage: one line that says what to give. Exit status 1, no stack. */
export class StageError extends Error {
  override readonly name = "StageError";
}

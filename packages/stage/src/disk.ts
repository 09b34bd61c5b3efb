import { FormatError } from "@elvis/formats";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "no quota left",
  EEXIST: "a file where a folder should be",
  EISDIR: "a folder",
  EMFILE: "too many open files",
  ENAMETOOLONG: "a name that is too long",
  ENOSPC: "no space left on the disk",
  ENOTDIR: "a file where a folder should be",
  EPERM: "not permitted",
  EROFS: "a read-only disk",
};

/**
 * What the disk refuses is for the person to mend, not a bug.
 *
 * @param name of the file or folder, as the person knows it
 * @throws FormatError for a refusal of the disk; whatever else `act` throws
 */
export function onDisk<Value>(name: string, act: () => Value): Value {
  try {
    return act();
  } catch (cause) {
    const reason = REASONS[(cause as NodeJS.ErrnoException).code ?? ""];
    throw reason === undefined ? cause : new FormatError(name, "", "a file or folder that can be read or written", reason, { cause });
  }
}

import type { SimRequest, VisInputConfiguration } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";

/**
 * The tasks of one pointing, in the order of their exposures.
 *
 * @param matched tasks of any pointings, in any order
 * @param iteration from 1, in the order in which pointings begin (the planner's), then of observation and pointing ids
 * @throws StageError when a task is not of the request, is not matched or stands there twice, or when there are fewer pointings
 */
export function tasksOfIteration(
  matched: readonly VisInputConfiguration[],
  request: SimRequest,
  iteration: number,
): readonly VisInputConfiguration[] {
  if (matched.length === 0) throw new StageError("matched: expected at least one VIS task, found none");
  for (const task of matched) checkTask(task, request, matched[0]);
  const pointings = [...new Set([...matched].sort(byStart).map(({ identity }) => identity.pointingId))];
  if (iteration > pointings.length)
    throw new StageError(`--iteration: expected 1 to ${pointings.length}, as there are pointings, found ${iteration}`);
  const tasks = matched
    .filter(({ identity }) => identity.pointingId === pointings[iteration - 1])
    .sort((a, b) => a.identity.exposure - b.identity.exposure);
  tasks.slice(1).forEach((task, before) => {
    if (task.identity.exposure === tasks[before].identity.exposure)
      throw new StageError(
        `data/${task.fileName}: expected one task of exposure ${task.identity.exposure} of pointing ${task.identity.pointingId}, found data/${tasks[before].fileName} too`,
      );
  });
  return tasks;
}

/** By the start of the exposure: a pointing's first one decides its place, as all begin equally long after their pointing does. */
const byStart = (a: VisInputConfiguration, b: VisInputConfiguration): number =>
  a.startMjd - b.startMjd || a.identity.observationId - b.identity.observationId || a.identity.pointingId - b.identity.pointingId;

/** A task of the request, of the same run as the first one; the seed may be another than the request's, as the planner can be told one. */
function checkTask(
  { fileName, simInputConfId, randomSeed, trueUniverse }: VisInputConfiguration,
  request: SimRequest,
  first: VisInputConfiguration,
): void {
  const refuse = (what: string, expected: string, found: string): never => {
    throw new StageError(`data/${fileName}: ${what}: expected ${expected}, found ${found}`);
  };
  if (simInputConfId !== request.simInputConfId)
    refuse("SimInputConfId", `${JSON.stringify(request.simInputConfId)}, as in the simulation request`, JSON.stringify(simInputConfId));
  if (randomSeed !== first.randomSeed) refuse("RandomSeed", `${first.randomSeed}, as in data/${first.fileName}`, String(randomSeed));
  if (trueUniverse === undefined) refuse("TrueUniverseProduct", "the task's true universe, from elvis-confmatch", "none");
}

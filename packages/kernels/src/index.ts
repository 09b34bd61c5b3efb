export { cos, exp, lgamma, log, logFactorial, pow, sin } from "./math.ts";
export { philox } from "./philox.ts";
export {
  addGaussian,
  child,
  fillGaussian,
  gaussian,
  poisson,
  POISSON_EXACT_LIMIT,
  poissonInPlace,
  sequence,
  stream,
  uniform,
} from "./random.ts";
export type { Sequence, Stream } from "./random.ts";

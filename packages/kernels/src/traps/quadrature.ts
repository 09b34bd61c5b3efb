/** Nodes from the outermost to the middle of (-1, 1), and weights, of the 51-point Kronrod rule; every second node, from the second, is of the 25-point Gauss rule. */
const NODES = [
  0.9992621049926098, 0.9955569697904981, 0.9880357945340772, 0.9766639214595175, 0.9616149864258425, 0.9429745712289743,
  0.9207471152817016, 0.8949919978782753, 0.8658470652932756, 0.833442628760834, 0.7978737979985001, 0.7592592630373576, 0.7177664068130843,
  0.6735663684734684, 0.6268100990103174, 0.577662930241223, 0.5263252843347191, 0.473002731445715, 0.4178853821930377, 0.36117230580938786,
  0.30308953893110785, 0.24386688372098844, 0.1837189394210489, 0.1228646926107104, 0.06154448300568508, 0,
];
const KRONROD = [
  0.001987383892330316, 0.005561932135356714, 0.009473973386174152, 0.013236229195571676, 0.0168478177091283, 0.020435371145882834,
  0.024009945606953215, 0.02747531758785174, 0.030792300167387487, 0.034002130274329335, 0.03711627148341554, 0.04008382550403238,
  0.04287284502017005, 0.04550291304992179, 0.04798253713883671, 0.05027767908071567, 0.05236288580640747, 0.05425112988854549,
  0.055950811220412316, 0.057437116361567835, 0.058689680022394206, 0.05972034032417406, 0.06053945537604586, 0.061128509717053046,
  0.061471189871425316, 0.061580818067832936,
];
const GAUSS = [
  0.011393798501026288, 0.026354986615032137, 0.040939156701306316, 0.054904695975835194, 0.06803833381235691, 0.08014070033500102,
  0.09102826198296365, 0.10053594906705064, 0.10851962447426365, 0.11485825914571164, 0.11945576353578477, 0.12224244299031004,
  0.12317605372671545,
];
const EPSILON = 2.220446049250313e-16;
const MOST_INTERVALS = 100;

/**
 * Adaptive integral: the interval with the largest error is halved until the sum of errors is small enough (QAG of QUADPACK, Piessens et al. 1983).
 *
 * ArCTIC's tables are made so, and its results hang on where this stops: the error is commonly a hundredth of what is asked for.
 *
 * @param relative error asked for, relative to the integral
 * @throws RangeError when 100 intervals do not suffice
 */
export function integrate(law: (x: number) => number, from: number, to: number, relative: number): number {
  const intervals = [kronrod(law, from, to)];
  let integral = intervals[0].integral;
  let error = intervals[0].error;
  if ((error <= relative * Math.abs(integral) && error !== intervals[0].spread) || error === 0) return integral;
  while (error > relative * Math.abs(integral)) {
    if (intervals.length >= MOST_INTERVALS)
      throw new RangeError(
        `kernels: traps: integral of release times from ${from} to ${to}, expected to end within ${MOST_INTERVALS} intervals`,
      );
    let worst = 0;
    for (let n = 1; n < intervals.length; n++) if (intervals[n].error > intervals[worst].error) worst = n;
    const whole = intervals[worst];
    const middle = 0.5 * (whole.from + whole.to);
    const left = kronrod(law, whole.from, middle);
    const right = kronrod(law, middle, whole.to);
    intervals[worst] = left;
    intervals.push(right);
    error += left.error + right.error - whole.error;
    integral += left.integral + right.integral - whole.integral;
  }
  return intervals.reduce((sum, one) => sum + one.integral, 0);
}

interface Interval {
  readonly from: number;
  readonly to: number;
  readonly integral: number;
  readonly error: number;
  /** Integral of the distance from the mean. */
  readonly spread: number;
}

function kronrod(law: (x: number) => number, from: number, to: number): Interval {
  const centre = 0.5 * (from + to);
  const half = 0.5 * (to - from);
  const values = new Float64Array(51);
  for (let n = 0; n < 25; n++) {
    values[n] = law(centre - half * NODES[n]);
    values[50 - n] = law(centre + half * NODES[n]);
  }
  values[25] = law(centre);
  let long = KRONROD[25] * values[25];
  let short = GAUSS[12] * values[25];
  let size = Math.abs(long);
  for (let n = 0; n < 25; n++) {
    const pair = values[n] + values[50 - n];
    long += KRONROD[n] * pair;
    size += KRONROD[n] * (Math.abs(values[n]) + Math.abs(values[50 - n]));
    if (n % 2 === 1) short += GAUSS[(n - 1) / 2] * pair;
  }
  const mean = 0.5 * long;
  let spread = KRONROD[25] * Math.abs(values[25] - mean);
  for (let n = 0; n < 25; n++) spread += KRONROD[n] * (Math.abs(values[n] - mean) + Math.abs(values[50 - n] - mean));
  spread *= half;
  let error = Math.abs((long - short) * half);
  if (spread !== 0 && error !== 0) error = spread * Math.min(1, Math.sqrt((200 * error) / spread) ** 3);
  return { from, to, integral: long * half, error: Math.max(error, 50 * EPSILON * size * half), spread };
}

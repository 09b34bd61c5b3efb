/** Nodes, rising, and weights of 16-point Gauss-Legendre on (-1, 1), found by Newton's method. */
export const gauss16 = (() => {
  const order = 16;
  const nodes = new Float64Array(order);
  const weights = new Float64Array(order);
  for (let m = 0; m < order / 2; m++) {
    let x = Math.cos((Math.PI * (m + 0.75)) / (order + 0.5));
    let slope = 1;
    for (let step = 0; step < 20; step++) {
      let previous = 1;
      let value = x;
      for (let degree = 2; degree <= order; degree++)
        [previous, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * previous) / degree];
      slope = (order * (previous - x * value)) / (1 - x * x);
      const change = value / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    nodes[m] = -x;
    nodes[order - 1 - m] = x;
    weights[m] = 2 / ((1 - x * x) * slope * slope);
    weights[order - 1 - m] = weights[m];
  }
  return { nodes, weights };
})();

/** The one or two entries of an ascending grid about a value, with their shares: linear between them, the end ones beyond the ends. */
export function neighbours(ascending: readonly number[], value: number): (readonly [number, number])[] {
  const last = ascending.length - 1;
  if (!(value > ascending[0])) return [[ascending[0], 1]];
  if (value >= ascending[last]) return [[ascending[last], 1]];
  let above = 1;
  while (ascending[above] < value) above++;
  const share = (value - ascending[above - 1]) / (ascending[above] - ascending[above - 1]);
  return share === 1
    ? [[ascending[above], 1]]
    : [
        [ascending[above - 1], 1 - share],
        [ascending[above], share],
      ];
}

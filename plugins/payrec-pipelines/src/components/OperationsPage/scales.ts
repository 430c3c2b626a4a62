/** Round values of an axis from zero to `top`, about `count` of them, zero left out. */
export function niceSteps(top: number, count: number): number[] {
  if (!(top > 0)) return [];
  const rough = top / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const unit = [1, 2, 5, 10].find(factor => factor * power >= rough * 0.99) ?? 10;
  const step = unit * power;
  const steps: number[] = [];
  for (let value = step; value <= top * 1.0001; value += step) steps.push(Number(value.toPrecision(12)));
  return steps;
}

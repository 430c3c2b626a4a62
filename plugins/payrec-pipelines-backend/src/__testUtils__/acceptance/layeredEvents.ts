import { runEvent } from './runScenarios';

/** `25 layers x 200 datasets, each reading 2 random datasets of the layer before (seed 42)` as run events. */
export function layeredEvents(text: string) {
  const [, layers, width] = /(\d+) layers x (\d+) datasets/.exec(text) ?? [];
  const reads = Number(/reading (\d+)/.exec(text)?.[1] ?? 2);
  let seed = Number(/seed (\d+)/.exec(text)?.[1] ?? 42);
  const random = () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return seed / 4_294_967_296;
  };
  const name = (layer: number, at: number) => ({
    namespace: 's3://recon-lake',
    name: `n${layer * Number(width) + at}`,
  });
  const events = [];
  for (let layer = 1; layer < Number(layers); layer += 1) {
    for (let at = 0; at < Number(width); at += 1) {
      const inputs = Array.from({ length: reads }, () => name(layer - 1, Math.floor(random() * Number(width))));
      const output = name(layer, at);
      events.push(runEvent(`make-${output.name}`, `make.${output.name}`, { inputs, outputs: [output] }));
    }
  }
  return events;
}

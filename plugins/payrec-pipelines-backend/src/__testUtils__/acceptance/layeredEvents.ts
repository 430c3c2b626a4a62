import { runEvent } from './prepareScenario';

/** `25 layers x 200 datasets, each reading 2 random datasets of the layer before (seed 42)` as run events. */
export function layeredEvents(text: string) {
  const chain = /chain of ([\d,]+)/.exec(text)?.[1];
  if (chain) return chainOf(Number(chain.replace(/,/g, '')));
  const hub = /([\d,]+) (?:jobs|readers)/.exec(text)?.[1];
  if (hub) return hubOf(Number(hub.replace(/,/g, '')));
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

const lake = (name: string) => ({ namespace: 's3://recon-lake', name });

/** `chain of 1,000 datasets`: n0 → make.n1 → n1 → … */
function chainOf(length: number) {
  return Array.from({ length: length - 1 }, (_, at) =>
    runEvent(`make-n${at + 1}`, `make.n${at + 1}`, { inputs: [lake(`n${at}`)], outputs: [lake(`n${at + 1}`)] }),
  );
}

/** `600 jobs read one dataset`: all read `hub`, each writes its own. */
function hubOf(readers: number) {
  return Array.from({ length: readers }, (_, at) =>
    runEvent(`read-${at}`, `read.${at}`, { inputs: [lake('hub')], outputs: [lake(`out${at}`)] }),
  );
}

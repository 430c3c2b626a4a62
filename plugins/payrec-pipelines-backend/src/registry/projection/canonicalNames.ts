export type Alias = { readonly from: string; readonly to: string };

/**
 * For each name that has another one, the name that stands for all: within what is connected, one that is nobody's alias
 * and exists, the least of them; where every one is an alias (a circle), the least. Depends on the set alone.
 */
export function canonicalNames(aliases: readonly Alias[], exists: ReadonlySet<string>): Map<string, string> {
  const parent = new Map<string, string>();
  const find = (name: string): string => {
    let root = name;
    while (parent.get(root) !== undefined && parent.get(root) !== root) root = parent.get(root)!;
    parent.set(name, root);
    return root;
  };
  for (const { from, to } of aliases) {
    const [a, b] = [find(from), find(to)];
    parent.set(a, b);
    if (!parent.has(b)) parent.set(b, b);
  }
  const groups = new Map<string, string[]>();
  for (const name of new Set(aliases.flatMap(({ from, to }) => [from, to]))) {
    const root = find(name);
    groups.set(root, [...(groups.get(root) ?? []), name]);
  }
  const isAlias = new Set(aliases.filter(({ from, to }) => from !== to).map(({ from }) => from));
  const result = new Map<string, string>();
  for (const members of groups.values()) {
    const there = members.filter(name => exists.has(name)).sort();
    const chosen = there.find(name => !isAlias.has(name)) ?? there[0];
    if (chosen !== undefined) there.forEach(name => result.set(name, chosen));
  }
  return result;
}

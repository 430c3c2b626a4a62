/** A small part of a document, local names only; `text` is empty where there are child elements. */
export type XmlNode = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly lineNo: number;
  text: string;
  readonly children: XmlNode[];
};

/** The first element down a path of local names. */
export function findNode(node: XmlNode | undefined, ...path: string[]): XmlNode | undefined {
  let found = node;
  for (const name of path) found = found?.children.find(child => child.name === name);
  return found;
}

/** Text at a path without white space at its ends; undefined when missing or empty. */
export function textAt(node: XmlNode | undefined, ...path: string[]): string | undefined {
  return (
    findNode(node, ...path)
      ?.text.replace(/\s+/g, ' ')
      .trim() || undefined
  );
}

/** All texts of elements of this name below the node, in document order. */
export function textsOf(node: XmlNode | undefined, name: string): string[] {
  if (!node) return [];
  return node.children.flatMap(child =>
    child.name === name && child.children.length === 0
      ? [child.text.replace(/\s+/g, ' ').trim()].filter(Boolean)
      : textsOf(child, name),
  );
}

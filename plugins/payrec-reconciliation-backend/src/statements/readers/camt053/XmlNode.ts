/** A small part of a document, local names only; `text` is empty where there are child elements. */
export type XmlNode = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly lineNo: number;
  text: string;
  /** Undefined for a leaf: most elements are one, and an entry has dozens. */
  children: XmlNode[] | undefined;
};

/** White space that is not one plain blank already. */
const UNTIDY = /\s{2,}|[^\S ]/g;

/** The text of an element with single blanks, none at its ends. */
export function tidyText(node: XmlNode): string {
  return node.text.replace(UNTIDY, ' ').trim();
}

// Loops instead of closures in this file: a reader asks some forty times per entry, and a month may have a million entries.

/** The first element down a path of local names. */
export function findNode(node: XmlNode | undefined, ...path: string[]): XmlNode | undefined {
  let found = node;
  for (let at = 0; at < path.length && found; at += 1) found = childOf(found, path[at]);
  return found;
}

/** Text at a path without white space at its ends; undefined when missing or empty. */
export function textAt(node: XmlNode | undefined, ...path: string[]): string | undefined {
  let found = node;
  for (let at = 0; at < path.length && found; at += 1) found = childOf(found, path[at]);
  return (found && tidyText(found)) || undefined;
}

/** All texts of elements of this name below the node, in document order. */
export function textsOf(node: XmlNode | undefined, name: string): string[] {
  const texts: string[] = [];
  if (node) collectTexts(node, name, texts);
  return texts;
}

function collectTexts(node: XmlNode, name: string, texts: string[]): void {
  if (!node.children) return;
  for (const child of node.children) {
    if (child.name === name && !child.children) {
      const text = tidyText(child);
      if (text) texts.push(text);
    } else {
      collectTexts(child, name, texts);
    }
  }
}

function childOf(node: XmlNode, name: string): XmlNode | undefined {
  const { children } = node;
  if (!children) return undefined;
  for (let at = 0; at < children.length; at += 1) {
    if (children[at].name === name) return children[at];
  }
  return undefined;
}

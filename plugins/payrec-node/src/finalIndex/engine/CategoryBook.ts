/** Which categories a session has, and with which values. */
export class CategoryBook {
  private readonly known = new Map<string, string>();

  get names(): ReadonlySet<string> {
    return new Set(this.known.keys());
  }

  /**
   * The distinct values in the order of text, for a category to be made; nothing when it is there already.
   * @throws Error when it is there with other values.
   */
  add(name: string, values: readonly string[]): string[] | undefined {
    // By bytes, as both engines order text; UTF-16 differs from that beyond the basic plane.
    const ordered = [...new Set(values)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const text = JSON.stringify(ordered);
    const before = this.known.get(name);
    if (before !== undefined && before !== text) {
      throw new Error(`Category ${name} is defined with other values already; a session defines each once`);
    }
    this.known.set(name, text);
    return before === undefined ? ordered : undefined;
  }
}

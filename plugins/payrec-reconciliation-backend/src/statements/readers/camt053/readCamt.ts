import { SaxesParser } from 'saxes';
import { StatementReader } from '../StatementReader';
import { StatementFormatError } from '../StatementFormatError';
import { StatementChain } from '../StatementChain';
import { StatementEvent } from '../types';
import { WarningList } from '../WarningList';
import { CamtStatement } from './CamtStatement';
import { XmlNode } from './XmlNode';

/** A parser reports events only at the end of what it was given: give it little. */
const PIECE_CHARS = 65_536;
/** Text without a single tag: no statement has that. */
const SILENCE_CHARS_MAX = 4_000_000;
const DEPTH_MAX = 100;
/** Elements of one entry apart from its transaction details, which are dropped one by one. */
const NODES_MAX = 200_000;
const TEXT_MAX = 20_000;
/** Container of a statement → its parent; camt.052 reports are interim statements of the same shape. Version 01 ends in V01. */
const CONTAINERS: Record<string, string> = { Stmt: 'BkToCstmrStmt', Rpt: 'BkToCstmrAcctRpt' };

class CamtDocument {
  private readonly parser = new SaxesParser();
  private readonly chain: StatementChain;
  private readonly events: StatementEvent[] = [];
  private readonly path: string[] = [];
  /** Open elements below the statement; the first is its direct child. */
  private readonly nodes: XmlNode[] = [];
  private nodeCount = 0;
  private silence = 0;
  private statement: CamtStatement | undefined;
  private statementCount = 0;

  constructor(private readonly warnings: WarningList) {
    this.chain = new StatementChain(warnings);
    this.parser.on('error', error => {
      throw new StatementFormatError({
        line: this.parser.line,
        value: error.message.replace(/^\d+:\d+: /, ''),
        reason: 'The XML is not well-formed',
        remedy: 'Ask the bank for the file again; it may be cut off',
      });
    });
    this.parser.on('doctype', () => {
      throw new StatementFormatError({
        line: this.parser.line,
        reason: 'The file has a DOCTYPE, which may define entities or point to other files',
        remedy: 'Statements need none: ask the sender for a file without it',
      });
    });
    this.parser.on('opentag', tag => this.openTag(tag.name, tag.attributes));
    const onText = (text: string) => {
      const node = this.nodes[this.nodes.length - 1];
      if (node && node.text.length < TEXT_MAX) node.text += text.length > TEXT_MAX ? text.slice(0, TEXT_MAX) : text;
    };
    this.parser.on('text', onText);
    this.parser.on('cdata', onText);
    this.parser.on('closetag', () => this.closeTag());
    this.parser.on('comment', () => {
      this.silence = 0;
    });
  }

  private openTag(name: string, attributes: Record<string, string>): void {
    this.silence = 0;
    const colon = name.indexOf(':');
    const local = colon < 0 ? name : name.slice(colon + 1);
    const parent = this.path[this.path.length - 1];
    this.path.push(local);
    if (this.path.length > DEPTH_MAX) this.refuse(`More than ${DEPTH_MAX} elements inside one another`);
    if (local.startsWith('BkToCstmrDbtCdtNtfctn')) {
      throw new StatementFormatError({
        line: this.parser.line,
        value: local,
        reason: 'This is a camt.054 notification, whose bookings stand in a statement as well',
        remedy: 'Upload the camt.053 statement of the account',
      });
    }
    if (this.statement) {
      this.nodeCount += 1;
      if (this.nodeCount > NODES_MAX) this.refuse(`An entry of more than ${NODES_MAX} elements`);
      const node: XmlNode = { name: local, attributes, lineNo: this.parser.line, text: '', children: undefined };
      const parentNode = this.nodes[this.nodes.length - 1];
      if (parentNode) (parentNode.children ??= []).push(node);
      this.nodes.push(node);
      this.statement.opened(node);
    } else if (CONTAINERS[local] && CONTAINERS[local] === parent?.replace(/V\d\d$/, '')) {
      this.statementCount += 1;
      this.statement = new CamtStatement(local === 'Rpt', this.parser.line, this.warnings, this.chain);
    }
  }

  *write(piece: string): Generator<StatementEvent> {
    this.silence += piece.length;
    if (this.silence > SILENCE_CHARS_MAX) this.refuse(`More than ${SILENCE_CHARS_MAX} characters without an element`);
    this.parser.write(piece);
    yield* this.events.splice(0);
  }

  *close(): Generator<StatementEvent> {
    this.parser.close();
    yield* this.events.splice(0);
    if (this.statementCount === 0) {
      throw new StatementFormatError({
        reason: 'The XML has no statement (Stmt of a BkToCstmrStmt)',
        remedy: 'Upload a camt.053 file; payment orders (pain) and their states are no statements',
      });
    }
  }

  private closeTag(): void {
    this.silence = 0;
    this.path.pop();
    if (!this.statement) return;
    const node = this.nodes.pop();
    if (!node) {
      this.events.push(...this.statement.end(this.parser.line));
      this.statement = undefined;
      return;
    }
    if (this.nodes.length === 0) {
      this.events.push(...this.statement.child(node));
      this.nodeCount = 0;
      return;
    }
    if (this.statement.closed(node, this.nodes.length)) {
      // Its meaning was taken: a batch of a million details must not be held.
      this.nodes[this.nodes.length - 1].children?.pop();
      this.nodeCount = 0;
    }
  }

  private refuse(reason: string): never {
    throw new StatementFormatError({ line: this.parser.line, reason, remedy: 'This is no statement; check the file' });
  }
}

/**
 * camt.053 (and camt.052 as interim), every version and any prefix: elements are told by local name. One entry at a time
 * is in memory. No DOCTYPE, hence no entity of one's own and nothing external.
 */
export const readCamt: StatementReader = async function* readCamt(text, warnings) {
  const document = new CamtDocument(warnings);
  let atStart = true;
  for await (const whole of text) {
    for (let at = 0; at < whole.length; at += PIECE_CHARS) {
      let piece = whole.slice(at, at + PIECE_CHARS);
      if (atStart) {
        // A blank line before the declaration is not well-formed, but common.
        piece = piece.trimStart();
        if (!piece) continue;
        atStart = false;
      }
      yield* document.write(piece);
    }
  }
  yield* document.close();
};

import { StatementReader } from '../StatementReader';
import { StatementFormatError } from '../StatementFormatError';
import { StatementChain } from '../StatementChain';
import { splitLines } from '../splitLines';
import { Mt940Statement } from './Mt940Statement';
import { TagToken, readTags } from './readTags';

/** After a closing balance these open the next statement, also where the bank leaves out its :20:. */
const OPENERS = new Set(['25', '25P', '28', '28C', '60F', '60M']);

/**
 * MT940 end-of-day statements and MT942 interim reports, one or many to a file. Every :60M:/:62M: page is a statement of
 * its own that the chain check ties to the one before.
 */
export const readMt940: StatementReader = async function* readMt940(text, warnings) {
  const chain = new StatementChain(warnings);
  const lines = splitLines(text, line => warnings.add('line-ends', line, 'The file mixes kinds of line ends'));
  let sender: string | null = null;
  let statement: Mt940Statement | undefined;
  let count = 0;
  const open = (token: TagToken, accountOf?: Mt940Statement) => {
    count += 1;
    const opened = new Mt940Statement(token.lineNo, sender, warnings, chain);
    if (accountOf) opened.continueAccountOf(accountOf);
    sender = null;
    return opened;
  };
  const tokens = readTags(lines, warnings, bic => {
    sender = bic;
  });
  for await (const token of tokens) {
    if (token.kind === 'terminator') {
      if (statement) yield* statement.end(token.lineNo);
      statement = undefined;
      continue;
    }
    if (statement && (token.tag === '20' || (statement.isClosed && OPENERS.has(token.tag)))) {
      const before: Mt940Statement = statement;
      if (token.tag === '20')
        warnings.add('missing-trailer', token.lineNo, 'The statement before this line has no "-" at its end');
      yield* before.end(token.lineNo);
      statement = open(token, token.tag === '20' ? undefined : before);
    }
    statement ??= open(token);
    yield* statement.push(token);
  }
  if (statement) {
    warnings.add('missing-trailer', null, 'The last statement has no "-" at its end');
    yield* statement.end(null);
  }
  if (count === 0) {
    throw new StatementFormatError({
      reason: 'The file contains no MT940 or MT942 message',
      remedy: 'Check that it is the statement and not, say, its covering letter',
    });
  }
};

import { StatementEvent } from './types';
import { WarningList } from './WarningList';

/** One format: text in, events in file order out, with constant memory. Leaves warnings outside of statements in the list. */
export type StatementReader = (text: AsyncIterable<string>, warnings: WarningList) => AsyncGenerator<StatementEvent>;

/** A file that is readable but cannot be taken in: the reason names what is wrong and what to do. */
export class StatementRejected extends Error {
  readonly name = 'StatementRejected';
}

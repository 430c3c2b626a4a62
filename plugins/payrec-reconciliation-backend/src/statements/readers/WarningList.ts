import { StatementWarning, StatementWarningCode } from './types';

/** A file may be wrong on every line; memory may not grow with it. */
const WARNINGS_MAX = 200;

/** Gathers warnings up to a bound; the last one then says how many more there were. */
export class WarningList {
  private kept: StatementWarning[] = [];
  private dropped = 0;

  add(code: StatementWarningCode, line: number | null, message: string): void {
    if (this.kept.length < WARNINGS_MAX) {
      this.kept.push({ code, line, message });
    } else {
      this.dropped += 1;
    }
  }

  /** All gathered so far; the list is empty afterwards. */
  take(): StatementWarning[] {
    const taken = this.kept;
    if (this.dropped > 0) {
      taken.push({
        code: 'warnings-truncated',
        line: null,
        message: `${this.dropped} further warnings are not listed`,
      });
    }
    this.kept = [];
    this.dropped = 0;
    return taken;
  }
}

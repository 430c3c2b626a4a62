import { IsoDate } from '@internal/plugin-payrec-common';
import { Overview } from '@internal/plugin-payrec-reconciliation-common';
import { BreakFigures } from '../database/BreakStore';
import { group } from './overviewRows';

/** Days back in which a file with warnings or a refusal still asks for a look. */
export const FILE_WARNING_DAYS = 14;

/** Statements named by account and day; there may be many more. */
const MISSING_NAMED = 3;

/** What waits for a person, worst known kinds first as the page lists them; what has nothing waiting is left out. */
export function needsYou(facts: {
  readonly breaks: Pick<BreakFigures, 'profile' | 'waiting'>;
  readonly missing: ReadonlyArray<{ accountName: string; businessDate: IsoDate }>;
  readonly files: { readonly warned: number; readonly rejected: number };
  /** Names of the accounts whose last run published nothing. */
  readonly refused: readonly string[];
}): Overview['needsYou'] {
  const { missing, files, refused } = facts;
  const { profile, waiting } = facts.breaks;
  const overdue = profile.filter(
    one => one.breakClass !== 'EXPLAINED' && (one.bucket === '11-30' || one.bucket === '31+'),
  );
  const overdueCount = overdue.reduce((sum, one) => sum + one.count, 0);
  const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);
  const needs: Overview['needsYou'] = [
    {
      kind: 'proposals',
      count: waiting.proposals,
      text: plural(waiting.proposals, 'proposal waits for a second person', 'proposals wait for a second person'),
      detail: waiting.own > 0 ? `you may not decide ${waiting.own} of them` : '',
      ...(waiting.oldestAt !== null && { oldestAt: waiting.oldestAt }),
    },
    {
      kind: 'overdue',
      count: overdueCount,
      text: plural(overdueCount, 'break is older than 10 days', 'breaks are older than 10 days'),
      detail: group(overdue, () => 'all')
        .map(one => `${one.amount.currency} ${one.count}`)
        .join(' · '),
    },
    {
      kind: 'missing-statements',
      count: missing.length,
      text: plural(missing.length, 'statement is missing', 'statements are missing'),
      detail: '',
      missing: missing.slice(0, MISSING_NAMED),
    },
    {
      kind: 'file-warnings',
      count: files.warned + files.rejected,
      text: plural(files.warned + files.rejected, 'file needs a look', 'files need a look'),
      detail: `${files.warned} with warnings, ${files.rejected} rejected in ${FILE_WARNING_DAYS} days`,
    },
    {
      kind: 'disputes',
      count: waiting.disputes,
      text: plural(waiting.disputes, 'dispute is open', 'disputes are open'),
      detail: 'claimed from bank, provider or merchant',
    },
    {
      kind: 'refused-runs',
      count: refused.length,
      // Refused for its proof or failed: the page of runs says which and why.
      text: plural(
        refused.length,
        'account got no result from its last run',
        'accounts got no result from their last run',
      ),
      detail: refused.slice(0, MISSING_NAMED).join(', '),
    },
  ];
  return needs.filter(need => need.count > 0);
}

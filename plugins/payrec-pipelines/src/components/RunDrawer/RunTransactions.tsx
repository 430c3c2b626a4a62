import { ActionButton, DateText, DrawerSection, MoneyText, QueryState } from '@internal/plugin-payrec-react';
import { useState } from 'react';
import { usePipelinesRead } from '../../hooks/queries';
import { usePipelinesText } from '../../translation';
import { useRunStyles } from './useRunStyles';
import { WorkbenchLink } from './WorkbenchLink';

/** The other way: transactions that a run wrote, asked for by a press since it reads the Final Index. */
export function RunTransactions({ runId, days }: { runId: string; days: readonly string[] }) {
  const { t } = usePipelinesText();
  const classes = useRunStyles();
  const [asked, setAsked] = useState<{ runId: string; day: string } | null>(null);
  const day = asked?.runId === runId ? asked.day : undefined;
  const query = usePipelinesRead(
    'listRunTransactions',
    { params: { runId }, query: { businessDate: day ?? '' } },
    { enabled: Boolean(day), everyMs: false, keep: false },
  );
  if (days.length === 0) return null;
  return (
    <DrawerSection title={t('run.transactions')}>
      <div className={classes.chain}>
        {days.slice(-7).map(date => (
          <ActionButton key={date} small aria-pressed={date === day} onClick={() => setAsked({ runId, day: date })}>
            {t('run.showDay')} <DateText date={date} style="short" />
          </ActionButton>
        ))}
      </div>
      {day && <WorkbenchLink day={day} />}
      {day && (
        <QueryState query={query} empty={{ title: t('run.noTransactions'), hint: t('run.noTransactionsHint') }}>
          {data => (
            <>
              <ul className={classes.list}>
                {data.items.map(txn => (
                  <li key={txn.txnId} className={classes.item}>
                    <span className={`${classes.grow} ${classes.mono}`}>{txn.txnId}</span>
                    <span className={classes.muted}>{txn.type}</span>
                    <MoneyText money={txn.gross} withCurrency />
                  </li>
                ))}
              </ul>
              {data.truncated && <p className={classes.muted}>{t('run.more', { shown: String(data.items.length) })}</p>}
            </>
          )}
        </QueryState>
      )}
    </DrawerSection>
  );
}

import { DetailDrawer, QueryState, StatePage, statusOf } from '@internal/plugin-payrec-react';
import { usePipelinesRead, useTransaction } from '../../hooks/queries';
import { usePipelinesText } from '../../translation';
import { RunMark } from '../Marks';
import { RunStory } from './RunStory';
import { TransactionChain } from './TransactionChain';
import { useRunStyles } from './useRunStyles';

export type RunDrawerProps = {
  runId: string | undefined;
  /** The transaction one came from, and its business date: the chain starts there. Its run is taken where none is told. */
  txnId?: string;
  businessDate?: string;
  onRun: (runId: string) => void;
  onClose: () => void;
};

/** Transaction → run → commit, the runs before, and back: which transactions did this run write. */
export function RunDrawer({ runId, txnId, businessDate, onRun, onClose }: RunDrawerProps) {
  const { t } = usePipelinesText();
  const classes = useRunStyles();
  const transaction = useTransaction(txnId, businessDate);
  const writer = runId ?? transaction.data?.lineage?.pipelineRunId;
  const trace = usePipelinesRead(
    'getRunTrace',
    { params: { runId: writer ?? '' }, query: {} },
    {
      enabled: Boolean(writer),
      everyMs: false,
      keep: false,
    },
  );
  const run = trace.data?.run;
  if (!runId && !txnId) return null;
  return (
    <div className={classes.overlay}>
      <DetailDrawer
        open
        onClose={onClose}
        label={t('run.label')}
        header={
          <span className={classes.head}>
            <b>{run?.job?.name ?? t('run.label')}</b>
            {run && <RunMark state={run.state} />}
          </span>
        }
      >
        {txnId && businessDate && statusOf(transaction.error) !== 404 && (
          <TransactionChain query={transaction} run={run} />
        )}
        {txnId && transaction.data && !writer && (
          <StatePage kind="empty" title={t('run.noWriter')} hint={t('run.noWriterHint')} />
        )}
        {writer &&
          (statusOf(trace.error) === 404 ? (
            <StatePage kind="empty" title={t('run.gone')} hint={t('run.goneHint', { runId: writer })} />
          ) : (
            <QueryState query={trace} isEmpty={() => false}>
              {data => <RunStory trace={data} onRun={onRun} />}
            </QueryState>
          ))}
      </DetailDrawer>
    </div>
  );
}

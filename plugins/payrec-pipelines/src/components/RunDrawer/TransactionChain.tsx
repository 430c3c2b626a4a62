import { TransactionDetail } from '@internal/plugin-payrec-common';
import { PipelineRun } from '@internal/plugin-payrec-pipelines-common';
import { DateText, DrawerSection, MoneyText, QueryLike, QueryState } from '@internal/plugin-payrec-react';
import { usePipelinesText } from '../../translation';
import { ClockText } from '../Zone';
import { CommitLink } from './CommitLink';
import { useRunStyles } from './useRunStyles';
import { WorkbenchLink } from './WorkbenchLink';

/** One transaction, the partition and file it stands in, the run that wrote it and the commit that run was built from. */
export function TransactionChain(props: { query: QueryLike<TransactionDetail>; run: PipelineRun | undefined }) {
  const { query, run } = props;
  const { t } = usePipelinesText();
  const classes = useRunStyles();
  return (
    <DrawerSection title={t('run.chain')}>
      <QueryState query={query} isEmpty={() => false}>
        {({ txnId, businessDate, gross, lineage }) => (
          <>
            <ol className={classes.chain}>
              <li className={classes.step}>
                <div className={classes.muted}>{t('run.transaction')}</div>
                <span className={classes.mono}>{txnId}</span>
                <div>
                  <DateText date={businessDate} style="short" /> · <MoneyText money={gross} withCurrency />
                </div>
              </li>
              <li className={classes.arrow} aria-hidden>
                →
              </li>
              <li className={classes.step}>
                <div className={classes.muted}>
                  {t('run.run')} {run?.startedAt && <ClockText instant={run.startedAt} />}
                </div>
                <span className={classes.mono}>{lineage?.pipelineRunId ?? t('run.hiddenRun')}</span>
              </li>
              <li className={classes.arrow} aria-hidden>
                →
              </li>
              <li className={classes.step}>
                <div className={classes.muted}>{t('run.commit')}</div>
                <CommitLink code={run?.code ?? null} />
              </li>
            </ol>
            {lineage && (
              <dl className={classes.facts}>
                <dt>{t('run.partition')}</dt>
                <dd className={classes.mono}>business_date={businessDate}</dd>
                <dt>{t('run.file')}</dt>
                <dd className={classes.mono}>
                  {lineage.sourceFile ?? lineage.sourceSystem}
                  {lineage.sourceLineNo !== null && `:${lineage.sourceLineNo}`}
                </dd>
                <dt>{t('run.ingested')}</dt>
                <dd>
                  <ClockText instant={lineage.ingestedAt} />
                </dd>
              </dl>
            )}
            <WorkbenchLink day={businessDate} />
          </>
        )}
      </QueryState>
    </DrawerSection>
  );
}

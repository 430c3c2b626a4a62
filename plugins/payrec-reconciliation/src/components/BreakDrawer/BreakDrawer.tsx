import {
  ActionButton,
  DetailDrawer,
  DrawerSection,
  KeyCap,
  MoneyText,
  Notice,
  QueryState,
  StateChip,
  StatePage,
  statusOf,
} from '@internal/plugin-payrec-react';
import { BreakDetail, BreakJson } from '@internal/plugin-payrec-reconciliation-common';
import { useBreak } from '../../hooks/useBreak';
import { useReconciliationText } from '../../translation';
import { BreakDecisions, useBlockedText } from '../BreakDecisions';
import { differenceTone, STATE_TONES } from '../BreakLabels';
import { AmountChain } from './AmountChain';
import { CommentForm } from './CommentForm';
import { DecisionFooter } from './DecisionFooter';
import { FileLine } from './FileLine';
import { Members, Rivals } from './Rivals';
import { SideBySide } from './SideBySide';
import { Timeline } from './Timeline';
import { useDrawerStyles } from './useDrawerStyles';
import { WhereFrom } from './WhereFrom';

export type BreakDrawerProps = {
  /** From the URL, so that a link opens it even when the list does not hold it. */
  breakId: string | undefined;
  /** The row of the list, shown until the detail is read. */
  row: BreakJson | undefined;
  /** Place in the list, one-based. */
  position?: { position: number; count: number };
  decisions: BreakDecisions;
  onClose: () => void;
};

/** Why one break is one, and what can be decided on it. */
export function BreakDrawer({ breakId, row, position, decisions, onClose }: BreakDrawerProps) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const query = useBreak(breakId);
  const reconBreak = query.data?.break ?? row;
  const conflict = decisions.conflict?.breakId === breakId ? decisions.conflict : null;
  return (
    <DetailDrawer
      open={Boolean(breakId)}
      onClose={onClose}
      label={breakId}
      header={
        <div className={classes.head}>
          <span className={classes.id}>{breakId}</span>
          {reconBreak && (
            <StateChip tone={STATE_TONES[reconBreak.state]}>{t(`breakState.${reconBreak.state}`)}</StateChip>
          )}
          <span className={classes.space} />
          {position && (
            <span className={classes.muted}>
              {t('drawer.position', { position: String(position.position), n: String(position.count) })}{' '}
              <KeyCap>J</KeyCap> <KeyCap>K</KeyCap>
            </span>
          )}
        </div>
      }
      footer={reconBreak && <DecisionFooter reconBreak={reconBreak} decisions={decisions} />}
    >
      {conflict && (
        <Notice
          inset
          tone="warn"
          action={
            <ActionButton kind="quiet" small onClick={decisions.clearConflict}>
              {t('action.understood')}
            </ActionButton>
          }
        >
          {conflict.text}
        </Notice>
      )}
      {reconBreak && (
        <div className={classes.amount}>
          <MoneyText money={reconBreak.difference} signed withCurrency tone={differenceTone(reconBreak)} />
        </div>
      )}
      {statusOf(query.error) === 404 ? (
        <StatePage kind="empty" title={t('drawer.gone')} hint={t('drawer.goneHint')} />
      ) : (
        <QueryState query={query}>{detail => <BreakStory detail={detail} />}</QueryState>
      )}
    </DetailDrawer>
  );
}

function BreakStory({ detail }: { detail: BreakDetail }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const blocked = useBlockedText();
  const together = Boolean(detail.break.expected && detail.break.received);
  return (
    <>
      <p className={classes.headline}>{detail.headline}</p>
      <AmountChain chain={detail.amountChain} />
      <DrawerSection title={t('drawer.sideBySide')}>
        <SideBySide detail={detail} />
      </DrawerSection>
      <DrawerSection title={t(together ? 'drawer.whyTogether' : 'drawer.why')}>
        <ul className={classes.why}>
          {detail.why.map(sentence => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </DrawerSection>
      <Rivals rivals={detail.rivals} />
      <FileLine detail={detail} />
      <Members detail={detail} />
      <WhereFrom detail={detail} />
      <Timeline timeline={detail.timeline} />
      <CommentForm breakId={detail.break.id} disabledReason={blocked('comment', [detail.break])} />
    </>
  );
}

import { DrawerSection, InstantText } from '@internal/plugin-payrec-react';
import { BreakDetail } from '@internal/plugin-payrec-reconciliation-common';
import { useReconciliationText } from '../../translation';
import { PersonBadge, personName } from '../BreakLabels';
import { useDrawerStyles } from './useDrawerStyles';

const ACTIONS = [
  'propose',
  'approve',
  'reject',
  'dispute',
  'withdraw',
  'resolve',
  'reopen',
  'assign',
  'comment',
  'recheck',
  'run',
] as const;
type KnownAction = (typeof ACTIONS)[number];
const isKnown = (action: string): action is KnownAction => ACTIONS.some(known => known === action);

/** Who did what when, newest first; decisions name their place in the log. */
export function Timeline({ timeline }: { timeline: BreakDetail['timeline'] }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  return (
    <DrawerSection title={t('drawer.history')}>
      <ol className={classes.timeline}>
        {timeline.map((event, index) => {
          const person = event.actor.startsWith('user:');
          const name = person ? personName(event.actor) : t('drawer.system');
          return (
            <li key={`${event.at} ${event.action} ${index}`} className={classes.event}>
              <PersonBadge userRef={person ? event.actor : null} nobody={name} />
              <span className={classes.eventText}>
                <b>{name}</b> {isKnown(event.action) ? t(`event.${event.action}`) : event.action}
                {event.reason && <span dir="auto">, “{event.reason}”</span>} · <InstantText instant={event.at} />
                {event.decisionSeq !== null && <> · {t('drawer.decisionNo', { seq: String(event.decisionSeq) })}</>}
              </span>
            </li>
          );
        })}
      </ol>
    </DrawerSection>
  );
}

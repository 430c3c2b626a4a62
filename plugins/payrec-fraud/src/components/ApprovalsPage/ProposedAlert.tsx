import { DetailDrawer, QueryState, StateChip, useAppNavigate } from '@internal/plugin-payrec-react';
import { ReactNode } from 'react';
import { Actor } from '../../hooks/useActor';
import { useAlert } from '../../hooks/useAlert';
import { useFraudText } from '../../translation';
import { AlertHeadline, AlertStory, useDrawerStyles } from '../AlertDrawer';
import { STATE_TONES } from '../AlertLabels';
import { useModuleLinks } from '../ModuleFrame';

/** `cardToken=c_1&cardToken=c_2` */
function searchOf(patch: Record<string, string[] | undefined>): string {
  return new URLSearchParams(
    Object.entries(patch).flatMap(([name, values = []]) => values.map(value => [name, value])),
  ).toString();
}

export type ProposedAlertProps = {
  alertId: string | undefined;
  actor: Actor;
  onClose: () => void;
  footer: ReactNode;
};

/** The alert behind a proposal, as its second person reads it. Reading it is what the server asks before a signature. */
export function ProposedAlert({ alertId, actor, onClose, footer }: ProposedAlertProps) {
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  const navigate = useAppNavigate();
  const { link } = useModuleLinks();
  const query = useAlert(alertId, undefined);
  return (
    <DetailDrawer
      open={Boolean(alertId)}
      onClose={onClose}
      label={alertId}
      header={
        <div className={classes.head}>
          <span className={`${classes.id} ${classes.cut}`} title={alertId}>
            {alertId}
          </span>
          {query.data && <StateChip tone={STATE_TONES[query.data.state]}>{t(`state.${query.data.state}`)}</StateChip>}
        </div>
      }
      footer={footer}
    >
      <QueryState query={query}>
        {detail => (
          <>
            <AlertHeadline alert={detail} />
            <AlertStory detail={detail} actor={actor} onFilter={patch => navigate(link('queue', searchOf(patch)))} />
          </>
        )}
      </QueryState>
    </DetailDrawer>
  );
}

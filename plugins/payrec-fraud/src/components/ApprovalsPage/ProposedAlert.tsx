import { DetailDrawer, QueryState, useAppNavigate } from '@internal/plugin-payrec-react';
import { ReactNode } from 'react';
import { Actor } from '../../hooks/useActor';
import { useAlert } from '../../hooks/useAlert';
import { AlertHeader, AlertHeadline, AlertStory } from '../AlertDrawer';
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
  const navigate = useAppNavigate();
  const { link } = useModuleLinks();
  const query = useAlert(alertId, undefined);
  return (
    <DetailDrawer
      open={Boolean(alertId)}
      onClose={onClose}
      label={alertId}
      header={<AlertHeader alertId={alertId} alert={query.data} />}
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

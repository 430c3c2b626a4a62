import { AlertJson } from '@internal/plugin-payrec-fraud-common';
import { StateChip } from '@internal/plugin-payrec-react';
import { ReactNode } from 'react';
import { useFraudText } from '../../translation';
import { STATE_TONES } from '../AlertLabels';
import { useDrawerStyles } from './useDrawerStyles';

export type AlertHeaderProps = {
  alertId: string | undefined;
  /** Absent while it is read. */
  alert: Pick<AlertJson, 'state'> | undefined;
  /** What stands right, such as the position in the list. */
  children?: ReactNode;
};

/** First line of a drawer with an alert: which one, and what it is now. */
export function AlertHeader({ alertId, alert, children }: AlertHeaderProps) {
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  return (
    <div className={classes.head}>
      <span className={`${classes.id} ${classes.cut}`} title={alertId}>
        {alertId}
      </span>
      {alert && <StateChip tone={STATE_TONES[alert.state]}>{t(`state.${alert.state}`)}</StateChip>}
      <span className={classes.space} />
      {children}
    </div>
  );
}

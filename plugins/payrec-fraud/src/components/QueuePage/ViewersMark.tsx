import { tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import VisibilityIcon from '@material-ui/icons/VisibilityOutlined';
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import { RowViewers } from '../../feed/RowViewers';
import { useFraudText } from '../../translation';
import { personInitials, personName } from '../AlertLabels';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: 2,
      marginLeft: 6,
      verticalAlign: 'middle',
      color: tonesOf(theme).muted,
      fontSize: 11.5,
      '& svg': { fontSize: 13 },
    },
  }),
  { name: 'PayrecViewersMark' },
);

/** The viewers of the rows of one queue. */
export const RowViewersContext = createContext(new RowViewers());

/** That somebody else looks at the row, so that two people do not begin the same work. Its holder is not named twice. */
export function ViewersMark({ alertId, owner }: { alertId: string; owner: string | null }) {
  const { t } = useFraudText();
  const classes = useStyles();
  const all = useContext(RowViewersContext);
  const watch = useCallback((listener: () => void) => all.watch(alertId, listener), [all, alertId]);
  const viewers = useSyncExternalStore(watch, () => all.of(alertId)).filter(({ actor }) => actor !== owner);
  if (viewers.length === 0) return null;
  const [{ actor }, ...more] = viewers;
  const label = t('alert.alsoViewing', { names: viewers.map(one => personName(one.actor)).join(', ') });
  return (
    <span className={classes.root} role="img" aria-label={label} title={label}>
      <VisibilityIcon aria-hidden />
      {personInitials(actor)}
      {more.length > 0 && t('queue.more', { number: String(more.length) })}
    </span>
  );
}

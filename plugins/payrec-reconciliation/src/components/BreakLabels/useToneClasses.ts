import { perTone } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';

/** Text colours by tone. */
export const useToneClasses = makeStyles(theme => perTone(theme, pair => ({ color: pair.text })), {
  name: 'PayrecReconciliationTone',
});

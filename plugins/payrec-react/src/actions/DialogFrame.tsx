import Dialog from '@material-ui/core/Dialog';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode, useId } from 'react';
import { tonesOf } from '../theme/tones';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      paper: {
        backgroundColor: tones.raised,
        backgroundImage: 'none',
        color: tones.text,
        borderRadius: 10,
        border: `1px solid ${tones.line}`,
        boxShadow: tones.shadow,
        fontFamily: theme.typography.fontFamily,
        fontSize: 13,
        lineHeight: 1.45,
        '@media (max-width: 479px)': { margin: 12, width: 'calc(100% - 24px)' },
      },
      title: { fontSize: 15, lineHeight: '22px', fontWeight: 650, margin: 0, padding: '16px 20px 4px' },
      content: { padding: '8px 20px 16px', overflow: 'auto' },
      actions: { display: 'flex', justifyContent: 'flex-end', flexWrap: 'wrap', gap: 8, padding: '0 20px 16px' },
    };
  },
  { name: 'PayrecDialog' },
);

export type DialogFrameProps = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  actions?: ReactNode;
};

/** A modal dialog: focus stays inside, Esc closes, focus returns to where it was. */
export function DialogFrame({ open, onClose, title, children, actions }: DialogFrameProps) {
  const classes = useStyles();
  const id = useId();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      maxWidth="xs"
      fullWidth
      transitionDuration={120}
      classes={{ paper: classes.paper }}
      aria-labelledby={id}
    >
      <h2 id={id} className={classes.title}>
        {title}
      </h2>
      <div className={classes.content}>{children}</div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </Dialog>
  );
}

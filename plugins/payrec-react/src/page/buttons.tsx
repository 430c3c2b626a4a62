import Button from '@material-ui/core/Button';
import Tooltip from '@material-ui/core/Tooltip';
import { makeStyles } from '@material-ui/core/styles';
import { MouseEvent, ReactNode, forwardRef } from 'react';
import { MONOSPACE, focusRing } from '../theme/styles';
import { tonesOf } from '../theme/tones';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        height: 30,
        minWidth: 0,
        padding: '0 11px',
        borderRadius: 7,
        border: `1px solid ${tones.lineStrong}`,
        backgroundColor: tones.surface,
        color: tones.text,
        fontSize: 13,
        lineHeight: '18px',
        fontWeight: 500,
        letterSpacing: 0,
        textTransform: 'none',
        whiteSpace: 'nowrap',
        boxShadow: 'none',
        '&:hover': { backgroundColor: tones.neutral.background },
        '&.Mui-focusVisible, &:focus-visible': focusRing(theme),
        '&.Mui-disabled': { color: tones.faint, borderColor: tones.line, backgroundColor: tones.surface },
      },
      primary: {
        backgroundColor: tones.accent,
        borderColor: tones.accent,
        color: tones.onAccent,
        '&:hover': { backgroundColor: tones.accent, filter: 'brightness(0.94)' },
        '&.Mui-disabled': {
          backgroundColor: tones.neutral.background,
          borderColor: tones.neutral.background,
          color: tones.faint,
        },
      },
      quiet: {
        borderColor: 'transparent',
        backgroundColor: 'transparent',
        color: tones.muted,
        '&.Mui-disabled': { borderColor: 'transparent', backgroundColor: 'transparent' },
      },
      danger: { color: tones.bad.text, borderColor: tones.bad.text },
      small: { height: 24, padding: '0 8px', fontSize: 12 },
      wide: { flex: 1 },
      // A disabled button swallows hover and focus; its reason must still be reachable.
      reason: { display: 'inline-flex', borderRadius: 7, '&:focus-visible': focusRing(theme) },
      key: {
        font: `600 10.5px/16px ${MONOSPACE}`,
        padding: '0 4px',
        marginLeft: 6,
        border: '1px solid currentColor',
        borderRadius: 4,
        opacity: 0.85,
        // A phone has no keys to press.
        '@media (hover: none)': { display: 'none' },
      },
      keyAlone: { marginLeft: 0 },
    };
  },
  { name: 'PayrecButton' },
);

/** A key as it stands on a button or in help. */
export function KeyCap({ children, alone = true }: { children: ReactNode; alone?: boolean }) {
  const classes = useStyles();
  return <kbd className={`${classes.key} ${alone ? classes.keyAlone : ''}`}>{children}</kbd>;
}

export type ActionButtonProps = {
  children: ReactNode;
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void;
  /** primary: the one of the page; quiet: without a frame; danger: cannot be undone. */
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  small?: boolean;
  wide?: boolean;
  /** The letter that does the same; shown on the button. */
  keyHint?: string;
  disabled?: boolean;
  /** Why it is disabled, in words; disables the button. */
  disabledReason?: string | null;
  type?: 'button' | 'submit';
  startIcon?: ReactNode;
  endIcon?: ReactNode;
  'aria-label'?: string;
  'aria-expanded'?: boolean;
  'aria-haspopup'?: 'menu' | 'listbox' | 'dialog';
  'aria-pressed'?: boolean;
};

/** A button that is a verb. Disabled ones say why. */
export const ActionButton = forwardRef<HTMLButtonElement, ActionButtonProps>(function ActionButtonWithRef(
  { children, kind = 'plain', small, wide, keyHint, disabled, disabledReason, type = 'button', ...rest },
  ref,
) {
  const classes = useStyles();
  const names = [
    classes.root,
    kind !== 'plain' && classes[kind],
    small && classes.small,
    wide && !disabledReason && classes.wide,
  ];
  const button = (
    <Button
      {...rest}
      ref={ref}
      type={type}
      disableElevation
      disableRipple
      disabled={disabled || Boolean(disabledReason)}
      className={names.filter(Boolean).join(' ')}
      aria-keyshortcuts={keyHint}
      fullWidth={Boolean(wide && disabledReason)}
    >
      {children}
      {keyHint && <KeyCap alone={false}>{keyHint}</KeyCap>}
    </Button>
  );
  if (!disabledReason) return button;
  return (
    <Tooltip title={disabledReason}>
      {/* The wrapper takes the focus so that the reason can be read without a mouse. */}
      <span
        className={`${classes.reason} ${wide ? classes.wide : ''}`}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="note"
        aria-label={disabledReason}
      >
        {button}
      </span>
    </Tooltip>
  );
});

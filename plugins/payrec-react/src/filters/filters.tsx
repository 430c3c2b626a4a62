import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Checkbox from '@material-ui/core/Checkbox';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode, useRef, useState } from 'react';
import { payrecReactTranslationRef } from '../i18n/translation';
import { NARROW_PX } from '../page/PageFrame';
import { focusRing } from '../theme/styles';
import { tonesOf } from '../theme/tones';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      bar: {
        flex: 'none',
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: 8,
        padding: '10px 24px',
        backgroundColor: tones.surface,
        borderBottom: `1px solid ${tones.line}`,
        [`@media (max-width: ${NARROW_PX - 1}px)`]: { padding: '10px 16px' },
        '@media print': { display: 'none' },
      },
      space: { flex: 1 },
      summary: { color: tones.muted, display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', gap: 8 },
      chip: {
        height: 28,
        boxSizing: 'border-box',
        border: `1px solid ${tones.lineStrong}`,
        borderRadius: 7,
        padding: '0 9px',
        display: 'inline-flex',
        alignItems: 'center',
        gap: 6,
        font: 'inherit',
        color: tones.muted,
        backgroundColor: tones.surface,
        cursor: 'pointer',
        whiteSpace: 'nowrap',
        maxWidth: 260,
        '&:hover': { backgroundColor: tones.neutral.background },
        '&:focus-visible': focusRing(theme),
        '&:disabled': { color: tones.faint, cursor: 'default', backgroundColor: tones.surface },
      },
      on: {
        color: tones.info.text,
        backgroundColor: tones.info.background,
        borderColor: 'transparent',
        '&:hover': { backgroundColor: tones.info.background, filter: 'brightness(0.97)' },
      },
      value: { fontWeight: 550, overflow: 'hidden', textOverflow: 'ellipsis' },
      strong: { fontWeight: 550, color: tones.text },
      paper: {
        backgroundColor: tones.raised,
        color: tones.text,
        border: `1px solid ${tones.line}`,
        borderRadius: 8,
        boxShadow: tones.shadow,
        maxHeight: 360,
      },
      item: { fontSize: 13, minHeight: 30, paddingTop: 3, paddingBottom: 3, gap: 8 },
      box: { padding: 0, color: tones.muted, '& svg': { fontSize: 18 } },
      boxOn: { color: `${tones.accent} !important` },
      count: { marginLeft: 'auto', paddingLeft: 16, color: tones.muted, fontVariantNumeric: 'tabular-nums' },
    };
  },
  { name: 'PayrecFilters' },
);

/** The line of filters below the header; `summary` stands right: `38 of 412 · € −18 204.16`, Columns, Export. */
export function FilterBar({ children, summary }: { children: ReactNode; summary?: ReactNode }) {
  const classes = useStyles();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  return (
    <div className={classes.bar} role="group" aria-label={t('filter.filters')}>
      {children}
      <span className={classes.space} />
      {summary && <span className={classes.summary}>{summary}</span>}
    </div>
  );
}

export type FilterChipProps = { label: ReactNode; value?: ReactNode; name?: string; onRemove: () => void };

/** A filter that is on; a press takes it off. */
export function FilterChip({ label, value, name, onRemove }: FilterChipProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const title = t('filter.remove', { name: name ?? (typeof label === 'string' ? label : '') });
  return (
    <button type="button" className={`${classes.chip} ${classes.on}`} onClick={onRemove} title={title}>
      {label}
      {value !== undefined && <span className={classes.value}>{value}</span>}
      <span aria-hidden>×</span>
    </button>
  );
}

export type FilterOption<V extends string = string> = {
  value: V;
  label: ReactNode;
  /** Shown right of the label. */
  count?: ReactNode;
  /** Visible but not to be chosen, with the reason. */
  disabledReason?: string;
};

type FilterSelectBase<V extends string> = {
  label: string;
  options: readonly FilterOption<V>[];
  /** Not marked as a filter: a scope picker of the title line, such as currency or date. */
  plain?: boolean;
  /** Text of "no choice"; without it a single choice cannot be taken back. */
  allLabel?: string | null;
};

export type FilterSelectProps<V extends string = string> = FilterSelectBase<V> &
  (
    | { multiple?: false; value: V | undefined; onChange: (value: V | undefined) => void }
    | { multiple: true; value: readonly V[]; onChange: (value: V[]) => void }
  );

/** A filter or scope with a menu of options. */
export function FilterSelect<V extends string = string>(props: FilterSelectProps<V>) {
  const { label, options, plain, allLabel } = props;
  const classes = useStyles();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const single = props.multiple || props.value === undefined ? [] : [props.value];
  const chosen: readonly V[] = props.multiple ? props.value : single;
  const labelOf = (value: V) => options.find(option => option.value === value)?.label ?? value;
  let shown: ReactNode = null;
  if (chosen.length === 1) shown = labelOf(chosen[0]);
  else if (chosen.length > 1) shown = t('filter.selected', { number: String(chosen.length) });
  const marked = !plain && chosen.length > 0;

  const choose = (value: V) => {
    if (props.multiple) {
      const next = chosen.includes(value) ? chosen.filter(item => item !== value) : [...chosen, value];
      props.onChange(next);
      return;
    }
    props.onChange(value);
    setOpen(false);
  };
  const clear = () => {
    if (props.multiple) props.onChange([]);
    else props.onChange(undefined);
    setOpen(false);
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={`${classes.chip} ${marked ? classes.on : ''}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={plain ? `${label}: ${typeof shown === 'string' ? shown : ''}` : undefined}
        onClick={() => setOpen(true)}
      >
        {!(plain && shown) && label}
        {shown && <span className={plain ? classes.strong : classes.value}>{shown}</span>}
        <span aria-hidden>▾</span>
      </button>
      <Menu
        open={open}
        anchorEl={button.current}
        getContentAnchorEl={null}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        transformOrigin={{ vertical: -4, horizontal: 'left' }}
        transitionDuration={100}
        onClose={() => setOpen(false)}
        classes={{ paper: classes.paper }}
        MenuListProps={{ 'aria-label': label, dense: true }}
      >
        {allLabel !== null && !(plain && !allLabel) && (
          <MenuItem className={classes.item} selected={chosen.length === 0} onClick={clear}>
            {allLabel ?? t('filter.all')}
          </MenuItem>
        )}
        {options.map(option => (
          <MenuItem
            key={option.value}
            className={classes.item}
            selected={chosen.includes(option.value)}
            disabled={Boolean(option.disabledReason)}
            title={option.disabledReason}
            role={props.multiple ? 'menuitemcheckbox' : 'menuitemradio'}
            aria-checked={chosen.includes(option.value)}
            onClick={() => choose(option.value)}
          >
            {props.multiple && (
              <Checkbox
                className={classes.box}
                classes={{ checked: classes.boxOn }}
                checked={chosen.includes(option.value)}
                tabIndex={-1}
                disableRipple
                inputProps={{ 'aria-hidden': true }}
              />
            )}
            {option.label}
            {option.count !== undefined && <span className={classes.count}>{option.count}</span>}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}

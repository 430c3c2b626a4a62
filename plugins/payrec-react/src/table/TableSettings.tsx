import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { payrecReactTranslationRef } from '../i18n/translation';
import { ActionButton } from '../page/buttons';
import { tonesOf } from '../theme/tones';
import { DataColumn, Density, useTableSettings } from './columns';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      paper: {
        backgroundColor: tones.raised,
        color: tones.text,
        border: `1px solid ${tones.line}`,
        borderRadius: 8,
        boxShadow: tones.shadow,
        maxHeight: 420,
        minWidth: 200,
      },
      item: { fontSize: 13, minHeight: 28, paddingTop: 3, paddingBottom: 3, gap: 8 },
      mark: { width: 14, color: tones.accent, fontWeight: 600 },
      divider: { borderTop: `1px solid ${tones.line}`, margin: '4px 0' },
    };
  },
  { name: 'PayrecTableSettings' },
);

/** The button "Columns" of a table: which columns, how dense; remembered per person. */
export function TableSettings<T>({ tableId, columns }: { tableId: string; columns: readonly DataColumn<T>[] }) {
  const classes = useStyles();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { hidden, setHidden, density, setDensity, reset } = useTableSettings(tableId, columns);
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    setHidden(next);
  };
  const densities: Density[] = ['compact', 'comfortable'];
  return (
    <>
      <ActionButton
        kind="quiet"
        aria-haspopup="menu"
        aria-expanded={Boolean(anchor)}
        onClick={event => setAnchor(event.currentTarget)}
      >
        {t('table.columns')}
      </ActionButton>
      <Menu
        open={Boolean(anchor)}
        anchorEl={anchor}
        getContentAnchorEl={null}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: -4, horizontal: 'right' }}
        transitionDuration={100}
        onClose={() => setAnchor(null)}
        classes={{ paper: classes.paper }}
        MenuListProps={{ 'aria-label': t('table.columns'), dense: true }}
      >
        {columns
          .filter(column => !column.fixed)
          .map(column => (
            <MenuItem
              key={column.id}
              className={classes.item}
              role="menuitemcheckbox"
              aria-checked={!hidden.has(column.id)}
              onClick={() => toggle(column.id)}
            >
              <span className={classes.mark} aria-hidden>
                {hidden.has(column.id) ? '' : '✓'}
              </span>
              {column.group ? `${column.group} · ${column.header}` : column.header}
            </MenuItem>
          ))}
        <li role="separator" className={classes.divider} />
        {densities.map(option => (
          <MenuItem
            key={option}
            className={classes.item}
            role="menuitemradio"
            aria-checked={density === option}
            onClick={() => setDensity(option)}
          >
            <span className={classes.mark} aria-hidden>
              {density === option ? '●' : ''}
            </span>
            {t(`table.${option}`)}
          </MenuItem>
        ))}
        <li role="separator" className={classes.divider} />
        <MenuItem className={classes.item} onClick={reset}>
          <span className={classes.mark} aria-hidden />
          {t('table.resetColumns')}
        </MenuItem>
      </Menu>
    </>
  );
}

import {
  DialogFrame,
  ActionButton,
  focusRing,
  messageOf,
  NARROW_PX,
  tonesOf,
  useToasts,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { FormEvent, ReactNode, useId, useState } from 'react';
import { useDeleteView, useSaveView, useViews } from '../../hooks/useViews';
import { useCounted } from '../../hooks/useCounted';
import { useFraudText } from '../../translation';
import { sameView } from './queueFilters';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        flex: 'none',
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        padding: '8px 15px 0',
        minHeight: 38,
        boxSizing: 'border-box',
        backgroundColor: tones.surface,
        [`@media (max-width: ${NARROW_PX - 1}px)`]: { overflowX: 'auto', scrollbarWidth: 'none' },
      },
      // Views scroll where they have no room; order and columns stay in reach. 3 px for the focus ring.
      views: {
        flex: 1,
        minWidth: 0,
        display: 'flex',
        gap: 2,
        padding: 3,
        margin: '-3px 0',
        overflowX: 'auto',
        scrollbarWidth: 'none',
        '& > *': { flex: 'none' },
        [`@media (max-width: ${NARROW_PX - 1}px)`]: { flex: 'none', overflow: 'visible' },
      },
      settings: { flex: 'none', display: 'flex', alignItems: 'center', gap: 2 },
      view: {
        all: 'unset',
        height: 28,
        padding: '0 9px',
        borderRadius: 7,
        color: tones.muted,
        fontWeight: 500,
        display: 'inline-flex',
        alignItems: 'center',
        gap: 6,
        whiteSpace: 'nowrap',
        cursor: 'pointer',
        '&:hover': { color: tones.text },
        '&:focus-visible': focusRing(theme),
      },
      on: { backgroundColor: tones.neutral.background, color: tones.text, fontWeight: 600 },
      count: { fontWeight: 600, fontSize: 12, fontVariantNumeric: 'tabular-nums' },
      bad: { color: tones.bad.text },
      input: {
        width: '100%',
        boxSizing: 'border-box',
        font: 'inherit',
        color: tones.text,
        backgroundColor: tones.surface,
        border: `1px solid ${tones.lineStrong}`,
        borderRadius: 7,
        padding: '6px 9px',
        margin: '4px 0 10px',
      },
      check: { display: 'flex', gap: 8, alignItems: 'center' },
    };
  },
  { name: 'PayrecViewsBar' },
);

export type ViewsBarProps = {
  /** The filter of the page as a view would keep it. */
  current: string;
  me: string | undefined;
  onChoose: (query: string) => void;
  /** Right: columns and density. */
  children?: ReactNode;
};

/** Saved views with their counts; the one whose filter is on is marked. */
export function ViewsBar({ current, me, onChoose, children }: ViewsBarProps) {
  const { t } = useFraudText();
  const classes = useStyles();
  const counted = useCounted();
  const { data } = useViews();
  const toasts = useToasts();
  const remove = useDeleteView();
  const [saving, setSaving] = useState(false);
  const views = data?.items ?? [];
  const chosen = views.find(view => sameView(view.query, current));
  return (
    <div className={classes.root}>
      <div className={classes.views} role="group" aria-label={t('queue.views')}>
        {views.map(view => (
          <button
            key={view.viewId}
            type="button"
            className={`${classes.view} ${view === chosen ? classes.on : ''}`}
            aria-pressed={view === chosen}
            onClick={() => onChoose(view.query)}
          >
            {view.name}
            <span
              className={`${classes.count} ${view.query.includes('pastDue=true') && view.count > 0 ? classes.bad : ''}`}
            >
              {counted(view.count).shown}
            </span>
          </button>
        ))}
        {data && !chosen && (
          <button type="button" className={classes.view} onClick={() => setSaving(true)}>
            {t('queue.saveView')}
          </button>
        )}
        {chosen && !chosen.builtIn && chosen.owner === me && (
          <button
            type="button"
            className={classes.view}
            onClick={() =>
              remove.mutate(chosen.viewId, {
                onError: error => toasts.failed(t('work.failed', { message: messageOf(error) })),
              })
            }
          >
            {t('queue.deleteView')}
          </button>
        )}
      </div>
      <div className={classes.settings}>{children}</div>
      <SaveViewDialog open={saving} query={current} onClose={() => setSaving(false)} />
    </div>
  );
}

function SaveViewDialog({ open, query, onClose }: { open: boolean; query: string; onClose: () => void }) {
  const { t } = useFraudText();
  const classes = useStyles();
  const toasts = useToasts();
  const id = useId();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = useSaveView();
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!name.trim()) return;
    save.mutate(
      { name: name.trim(), query, shared },
      {
        onSuccess: view => {
          toasts.done(t('queue.viewSaved', { name: view.name }));
          setName('');
          onClose();
        },
        onError: error => toasts.failed(t('work.failed', { message: messageOf(error) })),
      },
    );
  };
  return (
    <DialogFrame
      open={open}
      onClose={onClose}
      title={t('queue.save')}
      actions={
        <ActionButton kind="primary" onClick={() => submit()} disabled={!name.trim() || save.isPending}>
          {t('queue.save')}
        </ActionButton>
      }
    >
      <form onSubmit={submit}>
        <label htmlFor={id}>{t('queue.viewName')}</label>
        <input
          id={id}
          className={classes.input}
          maxLength={80}
          // The dialog was opened to be written in.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <label className={classes.check}>
          <input type="checkbox" checked={shared} onChange={event => setShared(event.target.checked)} />
          {t('queue.viewShared')}
        </label>
      </form>
    </DialogFrame>
  );
}

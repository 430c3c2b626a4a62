import { Slo } from '@internal/plugin-payrec-pipelines-common';
import { messageOf, ReasonDialog, tonesOf, useToasts } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useId, useState } from 'react';
import { usePipelinesChange } from '../../hooks/changes';
import { usePipelinesText } from '../../translation';
import { Segmented } from '../Segmented';

const HOUR_MS = 3_600_000;
const LENGTHS = ['1', '4', '12', '24', '72'] as const;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      label: { display: 'block', fontSize: 12, fontWeight: 600, color: tones.muted, margin: '12px 0 4px' },
      input: {
        font: 'inherit',
        color: tones.text,
        backgroundColor: tones.surface,
        border: `1px solid ${tones.lineStrong}`,
        borderRadius: 7,
        padding: '5px 8px',
        width: '100%',
        boxSizing: 'border-box',
      },
      hint: { color: tones.muted, fontSize: 12, margin: '4px 0 0' },
    };
  },
  { name: 'PayrecSilence' },
);

/** Local date and time for an input, to the minute. */
function localInput(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export type SilenceDialogProps = {
  open: boolean;
  /** The objective to silence; without one only maintenance of a scope is offered. */
  slo?: Slo;
  /** Scope that is proposed for maintenance: an entity ref. */
  scope?: string;
  onClose: () => void;
};

/**
 * Silence: messages stop, verdicts go on and count. Maintenance: deadlines inside the window do not count. Both ask for a
 * reason and are kept with the person's name.
 */
export function SilenceDialog({ open, slo, scope, onClose }: SilenceDialogProps) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const toasts = useToasts();
  const id = useId();
  const silence = usePipelinesChange('silenceSla');
  const maintain = usePipelinesChange('declareMaintenance');
  const [kind, setKind] = useState<'silence' | 'maintenance'>('silence');
  const [hours, setHours] = useState<(typeof LENGTHS)[number]>('4');
  const [target, setTarget] = useState(scope ?? slo?.entityRef ?? 'global');
  const [from, setFrom] = useState(() => localInput(Date.now() + HOUR_MS / 12));
  const asSilence = kind === 'silence' && Boolean(slo);
  const change = asSilence ? silence : maintain;
  const close = () => {
    change.reset();
    onClose();
  };
  const commit = (reason: string) => {
    const start = Date.parse(from);
    const onSuccess = () => {
      toasts.done(asSilence ? t('silence.done', { name: slo!.name }) : t('silence.maintenanceDone', { scope: target }));
      close();
    };
    if (asSilence) {
      const until = new Date(Date.now() + Number(hours) * HOUR_MS).toISOString();
      silence.mutate({ params: { sloId: slo!.id }, body: { until, reason } }, { onSuccess });
    } else {
      const to = new Date(start + Number(hours) * HOUR_MS).toISOString();
      maintain.mutate(
        { body: { scope: target.trim(), from: new Date(start).toISOString(), to, reason } },
        { onSuccess },
      );
    }
  };
  return (
    <ReasonDialog
      open={open}
      title={slo ? t('silence.titleOf', { name: slo.name }) : t('silence.title')}
      confirmLabel={asSilence ? t('silence.silence') : t('silence.declare')}
      busy={change.isPending}
      error={change.error ? messageOf(change.error) : undefined}
      onClose={close}
      onConfirm={commit}
      fields={
        <>
          {slo && (
            <Segmented
              label={t('silence.kind')}
              value={kind}
              options={[
                { value: 'silence', label: t('silence.silence') },
                { value: 'maintenance', label: t('silence.maintenance') },
              ]}
              onChange={setKind}
            />
          )}
          <p className={classes.hint}>{t(asSilence ? 'silence.silenceHint' : 'silence.maintenanceHint')}</p>
          {!asSilence && (
            <>
              <label className={classes.label} htmlFor={`${id}-scope`}>
                {t('silence.scope')}
              </label>
              <input
                id={`${id}-scope`}
                className={classes.input}
                value={target}
                onChange={event => setTarget(event.target.value)}
              />
              <label className={classes.label} htmlFor={`${id}-from`}>
                {t('silence.from')}
              </label>
              <input
                id={`${id}-from`}
                type="datetime-local"
                className={classes.input}
                value={from}
                onChange={event => setFrom(event.target.value)}
              />
            </>
          )}
          <span className={classes.label}>{t('silence.hours')}</span>
          <Segmented
            label={t('silence.hours')}
            value={hours}
            options={LENGTHS.map(value => ({ value, label: `${value}\u00a0h` }))}
            onChange={setHours}
          />
        </>
      }
    />
  );
}

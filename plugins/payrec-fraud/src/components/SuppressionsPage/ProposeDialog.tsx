import { FilterSelect, messageOf, ReasonDialog, tonesOf, useToasts } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { scoreSchema } from '@internal/plugin-payrec-fraud-common';
import { useId, useState } from 'react';
import { newIntentKey } from '../../hooks/queryKeys';
import { useProposeSuppression } from '../../hooks/useSuppressions';
import { useFraudText } from '../../translation';
import { whatOf } from './whatOf';

const useStyles = makeStyles(
  theme => ({
    field: { display: 'block', margin: '8px 0', fontSize: 12, fontWeight: 600, color: tonesOf(theme).muted },
    input: {
      display: 'block',
      width: '100%',
      boxSizing: 'border-box',
      font: 'inherit',
      fontWeight: 400,
      fontSize: 13,
      color: tonesOf(theme).text,
      backgroundColor: tonesOf(theme).surface,
      border: `1px solid ${tonesOf(theme).lineStrong}`,
      borderRadius: 7,
      padding: '5px 9px',
      marginTop: 3,
    },
  }),
  { name: 'PayrecProposeSuppression' },
);

/** Characters that the reason of a suppression needs: it is read by who approves and by who audits. */
const REASON_MIN = 10;
const DAYS = [1, 7, 14, 30] as const;
const DAY_MS = 24 * 3_600_000;
const EMPTY = { ruleId: '', reasonCode: '', merchantId: '', scoreCeiling: '0.85' };
const LABELS = {
  ruleId: 'fieldRule',
  reasonCode: 'fieldReason',
  merchantId: 'fieldMerchant',
  scoreCeiling: 'fieldCeiling',
} as const;
type Field = keyof typeof EMPTY;

/** Proposes a suppression: what, up to which score, how long, and why. */
export function ProposeDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useFraudText();
  const classes = useStyles();
  const toasts = useToasts();
  const id = useId();
  const propose = useProposeSuppression();
  const [fields, setFields] = useState(EMPTY);
  const [days, setDays] = useState(String(DAYS[1]));
  const [invalid, setInvalid] = useState<string | null>(null);
  const [intentKey, setIntentKey] = useState(newIntentKey);
  const close = () => {
    propose.reset();
    setInvalid(null);
    onClose();
  };
  const confirm = (reason: string) => {
    const { ruleId, reasonCode, merchantId, scoreCeiling } = fields;
    if (!ruleId.trim() && !reasonCode.trim() && !merchantId.trim()) {
      setInvalid(t('suppressions.needOne'));
      return;
    }
    if (!scoreSchema.safeParse(scoreCeiling).success) {
      setInvalid(t('suppressions.badCeiling'));
      return;
    }
    setInvalid(null);
    propose.mutate(
      {
        ...(ruleId.trim() && { ruleId: ruleId.trim() }),
        ...(reasonCode.trim() && { reasonCode: reasonCode.trim() }),
        ...(merchantId.trim() && { merchantId: merchantId.trim() }),
        scoreCeiling,
        expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
        reason,
        idempotencyKey: intentKey,
      },
      {
        onSuccess: one => {
          setFields(EMPTY);
          setIntentKey(newIntentKey());
          toasts.done(t('suppressions.done', { id: whatOf(t, one), state: t(`suppressions.state_${one.state}`) }));
          close();
        },
      },
    );
  };
  return (
    <ReasonDialog
      open={open}
      title={t('suppressions.propose')}
      confirmLabel={t('suppressions.propose')}
      minChars={REASON_MIN}
      busy={propose.isPending}
      error={invalid ?? (propose.error ? t('work.failed', { message: messageOf(propose.error) }) : undefined)}
      onConfirm={confirm}
      onClose={close}
      fields={
        <>
          {(Object.keys(LABELS) as Field[]).map(field => (
            <label key={field} htmlFor={`${id}-${field}`} className={classes.field}>
              {t(`suppressions.${LABELS[field]}`)}
              <input
                id={`${id}-${field}`}
                className={classes.input}
                value={fields[field]}
                onChange={event => setFields({ ...fields, [field]: event.target.value })}
              />
            </label>
          ))}
          <FilterSelect
            label={t('suppressions.fieldDays')}
            value={days}
            allLabel={null}
            options={DAYS.map(count => ({ value: String(count), label: t('suppressions.days', { count }) }))}
            onChange={value => setDays(value ?? days)}
          />
        </>
      }
    >
      <p>{t('suppressions.proposeHint')}</p>
    </ReasonDialog>
  );
}

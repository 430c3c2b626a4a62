import { AlertJson } from '@internal/plugin-payrec-fraud-common';
import { ActionButton, messageOf, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useId } from 'react';
import { useAssignees } from '../../hooks/useAssignees';
import { useFraudText } from '../../translation';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      label: { display: 'block', fontSize: 12, fontWeight: 600, color: tones.muted, margin: '8px 0' },
      input: {
        display: 'block',
        width: '100%',
        boxSizing: 'border-box',
        font: 'inherit',
        fontSize: 13,
        fontWeight: 400,
        color: tones.text,
        backgroundColor: tones.surface,
        border: `1px solid ${tones.lineStrong}`,
        borderRadius: 7,
        padding: '5px 9px',
        marginTop: 3,
      },
      failed: { fontSize: 12, color: tones.bad.text, margin: '4px 0 8px' },
    };
  },
  { name: 'PayrecAssigneeField' },
);

export type AssigneeFieldProps = {
  alert: Pick<AlertJson, 'claimedBy'>;
  /** Entity ref of the person; empty while nobody is chosen. */
  value: string;
  onChange: (value: string) => void;
};

/** Who gets the alert: those who work on alerts, without the one who holds it. */
export function AssigneeField({ alert, value, onChange }: AssigneeFieldProps) {
  const { t } = useFraudText();
  const classes = useStyles();
  const id = useId();
  const { data, error, isPending, refetch } = useAssignees();
  const holder = alert.claimedBy?.toLocaleLowerCase('en-US');
  const people = (data?.items ?? []).filter(({ ref }) => ref !== holder);
  const nobody = data ? t('work.assigneeNobody') : '—';
  return (
    <>
      <label htmlFor={id} className={classes.label}>
        {t('work.assignee')}
        <select
          id={id}
          className={classes.input}
          value={value}
          disabled={people.length === 0}
          aria-busy={isPending}
          onChange={event => onChange(event.target.value)}
        >
          <option value="">
            {(people.length > 0 && t('work.assigneeChoose')) || (isPending ? t('work.assigneeLoading') : nobody)}
          </option>
          {people.map(({ ref, name }) => (
            <option key={ref} value={ref}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {error && !data && (
        <p role="alert" className={classes.failed}>
          {t('work.assigneeFailed', { message: messageOf(error) })}{' '}
          <ActionButton small onClick={() => refetch()}>
            {t('work.assigneeRetry')}
          </ActionButton>
        </p>
      )}
    </>
  );
}

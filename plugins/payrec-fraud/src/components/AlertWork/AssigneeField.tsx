import { tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useId } from 'react';
import { useMetrics } from '../../hooks/useMetrics';
import { useFraudText } from '../../translation';
import { personName } from '../AlertLabels';

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
    };
  },
  { name: 'PayrecAssigneeField' },
);

/** `frank.analyst` and `user:default/frank.analyst` → the entity ref; undefined for what names no person. */
export function toPersonRef(text: string): string | undefined {
  const name = text.trim();
  if (/^user:[a-z0-9-]+\/[A-Za-z0-9._-]+$/.test(name)) return name;
  return /^[A-Za-z0-9._-]+$/.test(name) ? `user:default/${name}` : undefined;
}

/** Who gets the alert: anybody may be named, those who decided of late are offered. */
export function AssigneeField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useFraudText();
  const classes = useStyles();
  const id = useId();
  const { data } = useMetrics(30);
  return (
    <>
      <label htmlFor={id} className={classes.label}>
        {t('work.assignee')}
        <input
          id={id}
          className={classes.input}
          list={`${id}-people`}
          autoComplete="off"
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      </label>
      {/* Outside of the label, whose text names the field. */}
      <datalist id={`${id}-people`}>
        {(data?.byAnalyst ?? []).map(({ analyst }) => (
          <option key={analyst} value={analyst}>
            {personName(analyst)}
          </option>
        ))}
      </datalist>
    </>
  );
}

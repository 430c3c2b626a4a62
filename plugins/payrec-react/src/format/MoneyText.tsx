import { makeStyles } from '@material-ui/core/styles';
import { formatInteger, formatMoney } from './formatMoney';
import { usePayrecLocale } from './locale';
import { perTone } from '../theme/styles';
import { Tone, tonesOf } from '../theme/tones';

const useStyles = makeStyles(
  theme => ({
    root: {
      fontVariantNumeric: 'tabular-nums',
      whiteSpace: 'nowrap',
      // Amounts read left to right inside right-to-left text as well.
      direction: 'ltr',
      unicodeBidi: 'isolate',
    },
    currency: { color: tonesOf(theme).faint, fontSize: '0.85em', marginRight: 4, fontWeight: 400 },
    strong: { fontWeight: 600 },
    list: { display: 'inline-flex', flexWrap: 'wrap', gap: '2px 12px' },
    // One sheet and not two: an amount stands in every second cell of a table, and each sheet costs it a hook.
    ...perTone(theme, pair => ({ color: pair.text })),
  }),
  { name: 'PayrecMoneyText' },
);

export type MoneyTextProps = {
  money: { minor: string | bigint; currency: string };
  /** A plus before positive amounts as well. */
  signed?: boolean;
  tone?: Tone;
  /** The code, small, before the amount. */
  withCurrency?: boolean;
  strong?: boolean;
  className?: string;
};

/** An exact amount: true minus, grouped with no-break spaces, decimals of its currency. */
export function MoneyText({ money, signed, tone, withCurrency, strong, className }: MoneyTextProps) {
  const classes = useStyles();
  const locale = usePayrecLocale();
  const names = [classes.root, tone && classes[tone], strong && classes.strong, className].filter(Boolean).join(' ');
  return (
    <span className={names}>
      {withCurrency && <span className={classes.currency}>{money.currency}</span>}
      {formatMoney(money, { locale, signed })}
    </span>
  );
}

export type MoneyListProps = {
  amounts: readonly { minor: string | bigint; currency: string }[];
  signed?: boolean;
  tone?: Tone;
  strong?: boolean;
};

/** A total over several currencies: one amount for each, never their sum. */
export function MoneyList({ amounts, signed, tone, strong }: MoneyListProps) {
  const classes = useStyles();
  return (
    <span className={classes.list}>
      {amounts.map(money => (
        <MoneyText key={money.currency} money={money} signed={signed} tone={tone} strong={strong} withCurrency />
      ))}
    </span>
  );
}

/** A count in the person's grouping: `1 204 530`. */
export function CountText({ value }: { value: number }) {
  const classes = useStyles();
  const locale = usePayrecLocale();
  return <span className={classes.root}>{formatInteger(value, locale)}</span>;
}

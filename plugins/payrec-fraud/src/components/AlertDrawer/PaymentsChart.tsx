import { AlertDetailJson } from '@internal/plugin-payrec-fraud-common';
import { DrawerSection, formatMoney, usePayrecLocale } from '@internal/plugin-payrec-react';
import { useCounted } from '../../hooks/useCounted';
import { useFraudText } from '../../translation';
import { useDrawerStyles } from './useDrawerStyles';

const WIDTH = 384;
const HEIGHT = 58;
const TOP = 12;
const LEFT = 84;
const RIGHT = 74;

function medianOf(values: bigint[]): bigint | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => Number(a > b) - Number(a < b));
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Payments of this customer in the currency of the alert, oldest left, this one marked; other currencies are not drawn. */
export function PaymentsChart({ history }: { history: AlertDetailJson['history'] }) {
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  const counted = useCounted();
  const locale = usePayrecLocale();
  const current = history.find(payment => payment.isThis);
  if (!current) return null;
  const { currency } = current.amount;
  const payments = history.filter(payment => payment.amount.currency === currency);
  const before = payments.filter(payment => !payment.isThis).map(payment => BigInt(payment.amount.minor));
  if (before.length === 0) return null;
  const say = (minor: bigint) => formatMoney({ minor, currency }, { locale });
  const all = payments.map(payment => BigInt(payment.amount.minor));
  const largest = all.reduce((a, b) => (b > a ? b : a), 1n);
  const step = (WIDTH - LEFT - RIGHT) / payments.length;
  const width = Math.max(2, Math.min(9, step - 2));
  const usual = medianOf(before)!;
  const usualY = HEIGHT - ratio(usual, largest) * (HEIGHT - TOP);
  const sorted = [...before].sort((a, b) => Number(a > b) - Number(a < b));
  return (
    <DrawerSection
      title={
        <span className={classes.section}>
          {t('alert.payments')}, {currency}
          <span className={classes.note}>{t('alert.paymentsNote', counted(before.length))}</span>
        </span>
      }
    >
      <svg
        className={classes.svg}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('alert.paymentsLabel', {
          number: String(before.length),
          low: say(sorted[0]),
          high: say(sorted[sorted.length - 1]),
          now: say(BigInt(current.amount.minor)),
        })}
      >
        {payments.map((payment, index) => {
          const height = Math.max(1.5, ratio(BigInt(payment.amount.minor), largest) * (HEIGHT - TOP));
          return (
            <rect
              key={payment.txnId}
              className={payment.isThis ? classes.sparkThis : classes.spark}
              x={LEFT + index * step}
              y={HEIGHT - height}
              width={width}
              height={height}
              rx={1}
            />
          );
        })}
        <line className={classes.sparkLine} x1={LEFT} x2={WIDTH - RIGHT + 4} y1={usualY} y2={usualY} />
        <text className={classes.svgMuted} x={0} y={Math.min(HEIGHT - 2, usualY + 4)}>
          {t('alert.usual', { amount: say(usual) })}
        </text>
        <text className={classes.svgText} x={WIDTH - RIGHT + 8} y={TOP + 4} fontWeight={600}>
          {say(BigInt(current.amount.minor))}
        </text>
      </svg>
    </DrawerSection>
  );
}

/** Share of the largest as a number for drawing; the amounts themselves stay exact. */
function ratio(minor: bigint, largest: bigint): number {
  if (minor <= 0n) return 0;
  return Number((minor * 10_000n) / largest) / 10_000;
}

import { MoneyText, ProofMark } from '@internal/plugin-payrec-react';
import { BreakDetail } from '@internal/plugin-payrec-reconciliation-common';
import { Fragment } from 'react';
import { isZeroMoney } from '../BreakLabels';
import { useDrawerStyles } from './useDrawerStyles';

/** Lines that add up from what was expected to the unexplained rest, which is the last one. */
export function AmountChain({ chain }: { chain: BreakDetail['amountChain'] }) {
  const classes = useDrawerStyles();
  return (
    <dl className={`${classes.box} ${classes.chain}`}>
      {chain.map(({ label, amount, emphasis }, index) => {
        const last = index === chain.length - 1;
        const zero = isZeroMoney(amount);
        const outer = index === 0 || !amount.minor.startsWith('-');
        const quiet = outer ? classes.plain : '';
        const look = emphasis || last ? classes.strong : quiet;
        const restTone = zero ? 'ok' : 'bad';
        return (
          <Fragment key={label}>
            <dt className={`${classes.chainLabel} ${look}`}>{label}</dt>
            <dd className={`${classes.chainAmount} ${look}`}>
              <MoneyText money={amount} tone={last ? restTone : undefined} /> {last && zero && <ProofMark proven />}
            </dd>
          </Fragment>
        );
      })}
    </dl>
  );
}

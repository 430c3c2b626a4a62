import { useFraudText } from '../../translation';
import { ShareJson } from '../../api';
import { useMetricStyles } from './useMetricStyles';

const WIDTH = 96;
const HEIGHT = 14;

/** A share as a dot on its 95 % interval, with the figures beside it: a wide line is a share that is hardly known. */
export function ShareBar({ share }: { share: ShareJson | null }) {
  const { t } = useFraudText();
  const classes = useMetricStyles();
  if (!share || share.n === 0) return <span className={classes.muted}>{t('metrics.notKnown')}</span>;
  const [low, dot, high] = [share.low, share.share, share.high].map(value => value * WIDTH);
  const figures = t('metrics.interval', {
    share: String(Math.round(share.share * 100)),
    low: String(Math.round(share.low * 100)),
    high: String(Math.round(share.high * 100)),
  });
  return (
    <span className={classes.share}>
      <svg width={WIDTH} height={HEIGHT} aria-hidden>
        <line className={classes.track} x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
        <line className={classes.interval} x1={low} x2={high} y1={HEIGHT / 2} y2={HEIGHT / 2} />
        <circle className={classes.dot} cx={dot} cy={HEIGHT / 2} r={4} />
      </svg>
      {figures}
    </span>
  );
}

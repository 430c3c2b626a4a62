import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Tooltip from '@material-ui/core/Tooltip';
import { makeStyles } from '@material-ui/core/styles';
import { AsOf } from '@internal/plugin-payrec-common';
import { ReactNode, useEffect, useState } from 'react';
import { payrecReactTranslationRef } from '../i18n/translation';
import { perTone } from '../theme/styles';
import { Tone, tonesOf } from '../theme/tones';
import { DateStyle, elapsedBetween, formatDate, formatInstant, formatInstantExact } from './formatTime';
import { usePayrecLocale } from './locale';

const useStyles = makeStyles(
  theme => ({
    text: { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
    stamp: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: 6,
      fontSize: 12,
      lineHeight: '18px',
      color: tonesOf(theme).muted,
    },
    dot: { width: 7, height: 7, borderRadius: '50%', flex: 'none' },
  }),
  { name: 'PayrecTimeText' },
);

const useDotTones = makeStyles(theme => perTone(theme, pair => ({ backgroundColor: pair.text })), {
  name: 'PayrecStampDot',
});

/** The time of now, renewed every half minute. */
export function useNow(intervalMs = 30_000): string {
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}

/** A business date. */
export function DateText({ date, style = 'medium' }: { date: string; style?: DateStyle }) {
  const classes = useStyles();
  const locale = usePayrecLocale();
  return (
    <time dateTime={date} className={classes.text}>
      {formatDate(date, { locale, style })}
    </time>
  );
}

export type InstantTextProps = {
  instant: string;
  /** `3 d` instead of the time. */
  relative?: boolean;
  /** Zone of the portal; the person's zone is written when it differs. */
  portalZone?: string;
};

/** An instant in the person's zone; the exact one on hover. */
export function InstantText({ instant, relative = false, portalZone }: InstantTextProps) {
  const classes = useStyles();
  const locale = usePayrecLocale();
  const now = useNow();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  let text = formatInstant(instant, { locale, portalZone, now });
  if (relative) {
    const { unit, value, ahead } = elapsedBetween(instant, now);
    const length = unit === 'now' ? t('time.now') : t(`time.${unit}`, { value: String(value) });
    text = ahead && unit !== 'now' ? t('time.ahead', { value: length }) : length;
  }
  return (
    <Tooltip title={formatInstantExact(instant, { locale })}>
      <time dateTime={instant} className={classes.text}>
        {text}
      </time>
    </Tooltip>
  );
}

export type AsOfStampProps = {
  /** As the answer carries it; undefined while loading. */
  asOf: AsOf | undefined | null;
  tone?: Tone;
  /** More after the time, such as `run 4 812` or `complete`. */
  parts?: readonly ReactNode[];
  portalZone?: string;
};

/** From when the data is. The time comes from the data, not from the clock of the browser. */
export function AsOfStamp({ asOf, tone = 'ok', parts = [], portalZone }: AsOfStampProps) {
  const classes = useStyles();
  const dots = useDotTones();
  const locale = usePayrecLocale();
  const now = useNow();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  if (asOf === undefined) return null;
  const time = asOf?.at && formatInstant(asOf.at, { locale, portalZone, now });
  const title = asOf ? t('stamp.version', { version: asOf.dataVersion.slice(0, 12), engine: asOf.engine }) : '';
  return (
    <Tooltip title={title}>
      <span className={classes.stamp}>
        <span className={`${classes.dot} ${dots[time ? tone : 'neutral']}`} aria-hidden />
        <span>
          {time ? t('stamp.index', { time }) : t('stamp.none')}
          {parts.map((part, index) => (
            // Parts are a fixed list of a page, their position is their identity.
            <span key={index}> · {part}</span>
          ))}
        </span>
      </span>
    </Tooltip>
  );
}

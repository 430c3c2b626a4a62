import { KeyCap, usePayrecTones } from '@internal/plugin-payrec-react';
import { usePipelinesText } from '../../translation';
import { useCanvasStyles } from './canvasStyles';

function Line({ stroke, width = 1.5, dash }: { stroke: string; width?: number; dash?: string }) {
  return (
    <svg width="26" height="8" aria-hidden focusable="false">
      <line x1="0" y1="4" x2="26" y2="4" stroke={stroke} strokeWidth={width} strokeDasharray={dash} />
    </svg>
  );
}

/** What the shapes and lines of the drawing mean, and the keys. */
export function Legend({ column }: { column: string | undefined }) {
  const { t } = usePipelinesText();
  const classes = useCanvasStyles();
  const tones = usePayrecTones();
  return (
    <div className={classes.legend}>
      <span>
        <svg width="20" height="12" aria-hidden focusable="false">
          <rect x="1" y="1" width="18" height="10" rx="3" fill="none" stroke="currentColor" />
        </svg>
        {t('lineage.dataset')}
      </span>
      <span>
        <svg width="16" height="14" viewBox="0 0 16 14" aria-hidden focusable="false">
          <polygon points="5,1 11,1 15,7 11,13 5,13 1,7" fill="none" stroke="currentColor" />
        </svg>
        {t('lineage.job')}
      </span>
      <span>
        <Line stroke={tones.bad.text} width={3} />
        {t('lineage.latePath')}
      </span>
      <span>
        <Line stroke={tones.faint} dash="5 4" />
        {t('lineage.stale')}
      </span>
      {column && (
        <>
          <span>
            <Line stroke={tones.accent} />
            {column}
          </span>
          <span>
            <Line stroke={tones.accent} dash="3 3" />
            {t('lineage.byJoin')}
          </span>
        </>
      )}
      <span>{t('lineage.flow')}</span>
      <span>
        <KeyCap>←</KeyCap> <KeyCap>↑</KeyCap> <KeyCap>→</KeyCap> {t('lineage.move')} <KeyCap>↵</KeyCap>{' '}
        {t('lineage.open')}
      </span>
    </div>
  );
}

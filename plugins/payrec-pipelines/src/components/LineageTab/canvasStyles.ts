import { focusRing, MONOSPACE, perTone, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';

export const DATASET_WIDTH_PX = 186;
export const DATASET_HEIGHT_PX = 52;
export const COLUMN_ROW_PX = 24;
export const JOB_WIDTH_PX = 132;
export const JOB_HEIGHT_PX = 104;

export const useCanvasStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      canvas: {
        position: 'relative',
        height: 520,
        backgroundColor: tones.page,
        // The grey ground carries dots, edges and words; the library's own colours are not used.
        '& .react-flow__attribution': { display: 'none' },
        '& .react-flow__edge-text': { fill: tones.accent, fontSize: 12 },
        '& .react-flow__edge-textbg': { fill: tones.page },
        '& .react-flow__handle': { opacity: 0, width: 1, height: 1, minWidth: 0, minHeight: 0, border: 0 },
        '& .react-flow__node': { cursor: 'default' },
        '@media (prefers-reduced-motion: reduce)': {
          '& *': { transition: 'none !important', animation: 'none !important' },
        },
      },
      node: {
        width: DATASET_WIDTH_PX,
        minHeight: DATASET_HEIGHT_PX,
        boxSizing: 'border-box',
        borderRadius: 8,
        border: `1px solid ${tones.lineStrong}`,
        backgroundColor: tones.surface,
        color: tones.text,
        overflow: 'hidden',
      },
      main: {
        display: 'block',
        width: '100%',
        height: DATASET_HEIGHT_PX - 2,
        boxSizing: 'border-box',
        textAlign: 'left',
        padding: '7px 11px',
        border: 0,
        background: 'none',
        color: 'inherit',
        font: 'inherit',
        fontSize: 12,
        lineHeight: '18px',
        cursor: 'pointer',
        '&:focus-visible': { ...focusRing(theme), outlineOffset: -2 },
      },
      name: {
        display: 'flex',
        alignItems: 'center',
        gap: 6,
        fontWeight: 600,
        fontSize: 13,
        '& > span': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
      },
      selected: { outline: `2px solid ${tones.accent}`, outlineOffset: 1 },
      focus: { borderColor: tones.accent, borderWidth: 2 },
      stale: { borderStyle: 'dashed' },
      hidden: { borderStyle: 'dashed', color: tones.muted },
      columnRow: {
        height: COLUMN_ROW_PX,
        lineHeight: `${COLUMN_ROW_PX}px`,
        padding: '0 11px',
        borderTop: `1px solid ${tones.line}`,
        font: `12px/${COLUMN_ROW_PX}px ${MONOSPACE}`,
        color: tones.accent,
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'nowrap',
      },
      job: { width: JOB_WIDTH_PX, height: JOB_HEIGHT_PX, textAlign: 'center', color: tones.text },
      jobButton: {
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        width: '100%',
        height: 72,
        padding: 0,
        border: 0,
        background: 'none',
        color: 'inherit',
        font: 'inherit',
        fontSize: 12,
        lineHeight: '17px',
        cursor: 'pointer',
        borderRadius: 8,
        '&:focus-visible': focusRing(theme),
      },
      jobName: {
        maxWidth: JOB_WIDTH_PX,
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'nowrap',
        fontWeight: 600,
        backgroundColor: tones.page,
      },
      jobShape: { fill: tones.surface, stroke: 'currentColor' },
      more: {
        position: 'absolute',
        top: 14,
        minWidth: 26,
        height: 22,
        padding: '0 6px',
        borderRadius: 11,
        border: `1px solid ${tones.lineStrong}`,
        backgroundColor: tones.neutral.background,
        color: tones.text,
        fontSize: 12,
        fontWeight: 600,
        cursor: 'pointer',
        '&:focus-visible': focusRing(theme),
      },
      moreUp: { right: '100%', marginRight: 8 },
      moreDown: { left: '100%', marginLeft: 8 },
      legend: {
        display: 'flex',
        flexWrap: 'wrap',
        gap: '4px 16px',
        alignItems: 'center',
        padding: '8px 16px',
        fontSize: 12,
        color: tones.muted,
        borderTop: `1px solid ${tones.line}`,
        '& svg': { marginRight: 5 },
      },
      zoom: { position: 'absolute', right: 12, bottom: 12, zIndex: 5, display: 'flex', gap: 4 },
    };
  },
  { name: 'PayrecLineageCanvas' },
);

export const useBorderTones = makeStyles(theme => perTone(theme, pair => ({ borderColor: pair.text })), {
  name: 'PayrecLineageBorder',
});

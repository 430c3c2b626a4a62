import { PipelineRunState, VerdictState } from '@internal/plugin-payrec-pipelines-common';
import { perTone, StateChip } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { usePipelinesText } from '../../translation';
import { Glyph } from './Glyph';
import { RUN_LOOKS, StateLook, VERDICT_LOOKS } from './states';

const useStyles = makeStyles(
  { root: { whiteSpace: 'nowrap', '& svg': { marginRight: 4 } } },
  { name: 'PayrecStateMark' },
);

/** Text in the colour of each tone. */
export const useToneText = makeStyles(theme => perTone(theme, pair => ({ color: pair.text })), {
  name: 'PayrecToneText',
});

/** Sign and word in the colour of a state. */
export function Mark({ look, children }: { look: StateLook; children: ReactNode }) {
  const classes = useStyles();
  const tones = useToneText();
  return (
    <span className={`${classes.root} ${tones[look.tone]}`}>
      <Glyph name={look.glyph} />
      <span>{children}</span>
    </span>
  );
}

/** The state of a partition or objective in its sign, word and colour; `children` replaces the word by a longer one. */
export function VerdictMark({ state, children }: { state: VerdictState; children?: ReactNode }) {
  const { t } = usePipelinesText();
  return <Mark look={VERDICT_LOOKS[state]}>{children ?? t(`verdict.${state}`)}</Mark>;
}

export function RunMark({ state, children }: { state: PipelineRunState; children?: ReactNode }) {
  const { t } = usePipelinesText();
  return <Mark look={RUN_LOOKS[state]}>{children ?? t(`runState.${state}`)}</Mark>;
}

/** The same on a coloured ground, for title lines. */
export function VerdictChip({ state, children }: { state: VerdictState; children?: ReactNode }) {
  const { t } = usePipelinesText();
  const look = VERDICT_LOOKS[state];
  return (
    <StateChip tone={look.tone} icon={<Glyph name={look.glyph} />}>
      {children ?? t(`verdict.${state}`)}
    </StateChip>
  );
}

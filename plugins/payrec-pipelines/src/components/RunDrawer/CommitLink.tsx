import { PipelineRun } from '@internal/plugin-payrec-pipelines-common';
import { tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useRunStyles } from './useRunStyles';

const SHORT_COMMIT = 7;

const useStyles = makeStyles(theme => ({ link: { color: tonesOf(theme).accent } }), { name: 'PayrecCommitLink' });

/** The code version of a run; a link where the producer said where it is kept. The server lets only http(s) through. */
export function CommitLink({ code }: { code: PipelineRun['code'] }) {
  const classes = useRunStyles();
  const { link } = useStyles();
  if (!code?.version && !code?.url) return <>—</>;
  const text = code.version
    ? code.version.slice(0, /^[0-9a-f]{10,}$/i.test(code.version) ? SHORT_COMMIT : 40)
    : code.url;
  const href = code.url ?? code.repoUrl;
  return href ? (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className={`${classes.mono} ${link}`}
      title={code.version ?? href}
    >
      {text}
    </a>
  ) : (
    <span className={classes.mono} title={code.version ?? undefined}>
      {text}
    </span>
  );
}

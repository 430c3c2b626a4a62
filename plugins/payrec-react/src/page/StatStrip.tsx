import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { Fragment, ReactNode } from 'react';
import { MoneyText } from '../format/MoneyText';
import { payrecReactTranslationRef } from '../i18n/translation';
import { visuallyHidden } from '../theme/styles';
import { Tone, tonesOf } from '../theme/tones';
import { NARROW_PX } from './PageFrame';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    const narrow = `@media (max-width: ${NARROW_PX - 1}px)`;
    return {
      root: {
        display: 'flex',
        border: `1px solid ${tones.line}`,
        borderRadius: 10,
        backgroundColor: tones.surface,
        margin: '0 0 16px',
        [narrow]: { flexDirection: 'column' },
      },
      cell: {
        flex: 1,
        minWidth: 0,
        padding: '11px 18px',
        borderRight: `1px solid ${tones.line}`,
        '&:last-child': { borderRight: 0, flex: 0.8 },
        [narrow]: {
          display: 'flex',
          flexWrap: 'wrap',
          justifyContent: 'space-between',
          gap: '0 12px',
          borderRight: 0,
          borderBottom: `1px solid ${tones.line}`,
          '&:last-child': { borderBottom: 0 },
        },
      },
      label: { display: 'block', color: tones.muted, fontSize: 12, margin: 0 },
      value: {
        display: 'block',
        fontSize: 17,
        lineHeight: '25px',
        fontWeight: 620,
        letterSpacing: '-0.01em',
        margin: 0,
        fontVariantNumeric: 'tabular-nums',
      },
      sign: {
        alignSelf: 'center',
        width: 18,
        height: 20,
        lineHeight: '18px',
        margin: '0 -9px',
        textAlign: 'center',
        fontSize: 15,
        color: tones.faint,
        backgroundColor: tones.surface,
        zIndex: 1,
        [narrow]: { display: 'none' },
      },
      hidden: visuallyHidden,
    };
  },
  { name: 'PayrecStatStrip' },
);

const useMarkTones = makeStyles(
  theme => ({ ok: { color: tonesOf(theme).ok.text }, bad: { color: tonesOf(theme).bad.text } }),
  { name: 'PayrecProofMark' },
);

type MoneyLike = { minor: string | bigint; currency: string };

export type StatTerm = {
  label: ReactNode;
  money: MoneyLike;
  tone?: Tone;
  /** Sign before this term: how it joins the ones before. Not on the first. */
  sign?: '=' | '+' | '−';
};

export type StatStripProps = {
  terms: readonly StatTerm[];
  /** What the equation leaves; zero is the proof. */
  proof?: MoneyLike;
  proofLabel?: ReactNode;
};

/** An equation of amounts with its proof at the end: what a page's figures rest on. */
export function StatStrip({ terms, proof, proofLabel }: StatStripProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const proven = proof && BigInt(proof.minor) === 0n;
  return (
    <div className={classes.root} role="group">
      {terms.map((term, index) => (
        <Fragment key={index}>
          {term.sign && <span className={classes.sign}>{term.sign}</span>}
          <div className={classes.cell}>
            <span className={classes.label}>{term.label}</span>
            <span className={classes.value}>
              <MoneyText money={term.money} tone={term.tone} />
            </span>
          </div>
        </Fragment>
      ))}
      {proof && (
        <div className={classes.cell}>
          <span className={classes.label}>{proofLabel ?? t('strip.mustBeZero')}</span>
          <span className={classes.value}>
            <MoneyText money={proof} tone={proven ? 'ok' : 'bad'} /> <ProofMark proven={Boolean(proven)} />
          </span>
        </div>
      )}
    </div>
  );
}

/** ✓ or ✗ with its word for screen readers, in the tone of the outcome. */
export function ProofMark({ proven }: { proven: boolean }) {
  const classes = useStyles();
  const tones = useMarkTones();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  return (
    <span className={proven ? tones.ok : tones.bad}>
      <span aria-hidden>{proven ? '✓' : '✗'}</span>
      <span className={classes.hidden}>{t(proven ? 'strip.proven' : 'strip.notProven')}</span>
    </span>
  );
}

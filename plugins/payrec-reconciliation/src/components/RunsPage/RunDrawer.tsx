import {
  ActionButton,
  AppLink,
  CountText,
  DrawerSection,
  MoneyText,
  ProgressBar,
  ProofMark,
  StateChip,
} from '@internal/plugin-payrec-react';
import { RunJson } from '@internal/plugin-payrec-reconciliation-common';
import { RunUnitJson } from '../../api/types';
import { useCounted } from '../../hooks/useCounted';
import { useReconciliationAccess } from '../../hooks/useReconciliationAccess';
import { useRun } from '../../hooks/useRuns';
import { useUnits } from '../../hooks/useUnits';
import { useReconciliationText } from '../../translation';
import { useDrawerStyles } from '../BreakDrawer/useDrawerStyles';
import { isZeroMoney } from '../BreakLabels';
import { ItemDrawer } from '../ItemDrawer';
import { runNumber, useModuleLinks } from '../ModuleFrame';
import { isLive, passText, RUN_LABELS, RUN_TONES, UNIT_LABELS, UNIT_TONES } from './runTones';
import { tookText, triggerText } from './runColumns';

export type RunDrawerProps = { runId: string | undefined; onCancel: (run: RunJson) => void; onClose: () => void };

/** One run: how far it is, and per account its proof, its passes, and why it published nothing. */
export function RunDrawer({ runId, onCancel, onClose }: RunDrawerProps) {
  const { t } = useReconciliationText();
  const access = useReconciliationAccess();
  const query = useRun(runId);
  const run = query.data;
  return (
    <ItemDrawer
      query={query}
      open={Boolean(runId)}
      title={runId && `${t('runs.run')} ${runNumber(runId)}`}
      chip={({ state }) => ({ tone: RUN_TONES[state], text: t(`runs.${RUN_LABELS[state]}`) })}
      gone={t('runs.gone')}
      footer={
        run &&
        isLive(run) && (
          <ActionButton
            kind="danger"
            disabledReason={access.mayTrigger ? null : t('runs.noTrigger')}
            onClick={() => onCancel(run)}
          >
            {t('runs.cancel')}
          </ActionButton>
        )
      }
      onClose={onClose}
    >
      {data => <RunStory run={data} />}
    </ItemDrawer>
  );
}

function RunStory({ run }: { run: RunJson }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const { data: units } = useUnits();
  const nameOf = (unit: RunUnitJson) =>
    units?.items.find(candidate => candidate.unit === unit.unit)?.accountName ?? unit.unit;
  return (
    <>
      {isLive(run) && (
        <ProgressBar
          label={run.step ?? t(`runs.${RUN_LABELS[run.state]}`)}
          done={run.progressPercent}
          total={100}
          unit="%"
        />
      )}
      {run.error && (
        <p className={classes.bad} role="alert">
          {run.error}
        </p>
      )}
      <p className={classes.headline}>
        {triggerText(run, t)} · {tookText(run, t)}
        {run.dataVersion && <> · {t('runs.data', { version: run.dataVersion.slice(0, 12) })}</>}
      </p>
      {run.units.map(unit => (
        <DrawerSection
          key={unit.unit}
          title={
            <span className={classes.head}>
              <span className={classes.plain}>
                {nameOf(unit)} · {unit.currency}
              </span>
              <StateChip tone={UNIT_TONES[unit.state]}>{t(`runs.${UNIT_LABELS[unit.state]}`)}</StateChip>
            </span>
          }
        >
          <UnitStory unit={unit} />
        </DrawerSection>
      ))}
    </>
  );
}

function UnitStory({ unit }: { unit: RunUnitJson }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const { link } = useModuleLinks();
  const counted = useCounted();
  if (unit.state === 'pending') return null;
  const open = unit.openLeft + unit.openRight;
  const proven = isZeroMoney(unit.proof);
  return (
    <>
      {unit.reason && <p className={unit.state === 'refused' ? classes.bad : classes.headline}>{unit.reason}</p>}
      <dl className={`${classes.box} ${classes.chain}`}>
        <dt className={classes.chainLabel}>{t('runs.received')}</dt>
        <dd className={classes.chainAmount}>
          <MoneyText money={unit.received} />
        </dd>
        <dt className={classes.chainLabel}>{t('runs.expected')}</dt>
        <dd className={classes.chainAmount}>
          <MoneyText money={unit.expected} />
        </dd>
        <dt className={`${classes.chainLabel} ${classes.strong}`}>{t('runs.identity')}</dt>
        <dd className={`${classes.chainAmount} ${classes.strong}`}>
          <MoneyText money={unit.proof} tone={proven ? 'ok' : 'bad'} /> <ProofMark proven={proven} />
        </dd>
      </dl>
      <p className={classes.note}>{t('runs.identityText')}</p>
      <table className={`${classes.rows} ${classes.numbers}`}>
        <thead>
          <tr>
            <td className={classes.muted}>{t('runs.pass')}</td>
            <td className={classes.muted}>{t('runs.groups')}</td>
            <td className={classes.muted}>{t('runs.ourRows')}</td>
            <td className={classes.muted}>{t('runs.bankRows')}</td>
          </tr>
        </thead>
        <tbody>
          {unit.passes.map(pass => (
            <Counts
              key={pass.pass}
              label={passText(pass.pass, t)}
              title={pass.pass}
              counts={[pass.groups, pass.left, pass.right]}
            />
          ))}
          <Counts label={t('runs.matched')} counts={[unit.groups, unit.matchedLeft, unit.matchedRight]} />
          <Counts label={t('runs.openRows')} counts={[null, unit.openLeft, unit.openRight]} />
        </tbody>
      </table>
      {unit.state === 'published' && open > 0 && (
        <p className={classes.note}>
          <AppLink to={link('workbench', { account: unit.unit })}>{t('runs.openBreaksLink', counted(open))}</AppLink>
        </p>
      )}
    </>
  );
}

function Counts({ label, title, counts }: { label: string; title?: string; counts: readonly (number | null)[] }) {
  return (
    <tr>
      <td title={title}>{label}</td>
      {counts.map((count, index) => (
        <td key={index}>{count === null ? '' : <CountText value={count} />}</td>
      ))}
    </tr>
  );
}

import { moneyFromJson, moneyToDecimal } from '@internal/plugin-payrec-common';
import { DrawerSection } from '@internal/plugin-payrec-react';
import { BreakDetail } from '@internal/plugin-payrec-reconciliation-common';
import { useReconciliationText } from '../../translation';
import { amountSpellings, markParts } from './markParts';
import { useDrawerStyles } from './useDrawerStyles';

/** The bank line as it stands in the file, with the parts marked that the match rests on. */
export function FileLine({ detail }: { detail: BreakDetail }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const line = detail.members.find(member => member.side === 'R' && member.rawLine);
  if (!line?.rawLine) return null;
  const needles = [
    ...amountSpellings(moneyToDecimal(moneyFromJson(line.amount))),
    detail.break.expected?.reference ?? '',
    line.batch ?? '',
  ];
  const place =
    line.fileLine === null ? line.file : t('drawer.fileLineAt', { file: line.file ?? '', line: String(line.fileLine) });
  return (
    <DrawerSection title={t('drawer.fileLine')}>
      {/* A long line scrolls sideways; the keyboard must reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes.raw} tabIndex={0} aria-label={t('drawer.fileLine')}>
        {place && `${place}\n`}
        {markParts(line.rawLine, needles).map((part, index) =>
          part.marked ? (
            <mark key={index} className={classes.mark}>
              {part.text}
            </mark>
          ) : (
            part.text
          ),
        )}
      </pre>
    </DrawerSection>
  );
}

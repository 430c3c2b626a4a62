import {
  DataColumn,
  DateText,
  FilterBar,
  FilterSelect,
  InstantText,
  StateChip,
  Tone,
  useUrlState,
} from '@internal/plugin-payrec-react';
import { useMemo } from 'react';
import { UnmaskReviewJson } from '../../api';
import { useAllPages } from '../../hooks/useAllPages';
import { useCounted } from '../../hooks/useCounted';
import { REVIEW_STATES, useReviews, useReviewUnmask } from '../../hooks/useReviews';
import { Translate, useFraudText } from '../../translation';
import { personName } from '../AlertLabels';
import { DecisionList, ListDecision } from '../DecisionList';
import { ModuleFrame } from '../ModuleFrame';
import { ReviewDrawer } from './ReviewDrawer';

type Standing = 'due' | 'overdue' | 'justified' | 'not_justified';
const TONES: Record<Standing, Tone> = { due: 'warn', overdue: 'bad', justified: 'neutral', not_justified: 'bad' };
const SHOW_LABELS = { due: 'onlyDue', reviewed: 'onlyReviewed', all: 'all' } as const;

/** Where the review of an opening stands. */
export function standingOf(one: Pick<UnmaskReviewJson, 'verdict' | 'isOverdue'>): Standing {
  return one.verdict ?? (one.isOverdue ? 'overdue' : 'due');
}

function columnsOf(t: Translate, shown: (count: number) => string): DataColumn<UnmaskReviewJson>[] {
  return [
    { id: 'by', header: t('reviews.by'), width: 118, fixed: true, cell: one => personName(one.openedBy) },
    { id: 'at', header: t('reviews.at'), width: 78, cell: one => <InstantText instant={one.openedAt} /> },
    {
      id: 'subject',
      header: t('reviews.subject'),
      width: 96,
      kind: 'id',
      cell: one => one.subject,
      text: one => one.subject,
    },
    {
      id: 'reason',
      header: t('reviews.reason'),
      width: 170,
      fixed: true,
      cell: one => <bdi>{one.reason}</bdi>,
      text: one => one.reason,
    },
    { id: 'ticket', header: t('reviews.ticket'), width: 72, cell: one => one.ticket, text: one => one.ticket },
    { id: 'looked', header: t('reviews.looked'), width: 70, kind: 'number', cell: one => shown(one.unmaskCount) },
    {
      id: 'due',
      header: t('reviews.due'),
      width: 86,
      cell: one => <DateText date={one.reviewDueDate} style="short" />,
    },
    {
      id: 'state',
      header: t('reviews.state'),
      width: 90,
      fixed: true,
      cell: one => <StateChip tone={TONES[standingOf(one)]}>{t(`reviews.state_${standingOf(one)}`)}</StateChip>,
    },
  ];
}

/** Was every look at a customer's full values justified, and who has said so? */
export function ReviewsPage() {
  const { t } = useFraudText();
  const counted = useCounted();
  const [chosen, setShow] = useUrlState('show');
  const show = REVIEW_STATES.find(state => state === chosen) ?? 'due';
  const { query, first, more } = useAllPages(useReviews(show));
  const { mutateAsync: review } = useReviewUnmask();
  const columns = useMemo(() => columnsOf(t, count => counted(count).shown), [t, counted]);
  const decisions = useMemo(() => {
    const decision = (verdict: 'justified' | 'not_justified', keyHint: string): ListDecision<UnmaskReviewJson> => ({
      id: verdict,
      label: t(`reviews.${verdict}`),
      keyHint,
      danger: verdict === 'not_justified',
      fits: one => one.verdict === null,
      blocked: one => one.blockedReason,
      title: t(`reviews.title_${verdict}`),
      about: one => (
        <>
          {t('reviews.about', { name: personName(one.openedBy), reason: one.reason, ticket: one.ticket })}
          <br />
          {t(`reviews.hint_${verdict}`)}
        </>
      ),
      run: async (one, text) => {
        await review({ id: one.breakGlassId, verdict, text });
        return t('reviews.done', { verdict: t(`reviews.state_${verdict}`) });
      },
    });
    return [decision('justified', 'A'), decision('not_justified', 'B')];
  }, [t, review]);
  return (
    <ModuleFrame
      page="reviews"
      fill
      chip={
        first &&
        first.overdueCount > 0 && (
          <StateChip tone="bad">{t('reviews.overdueCount', counted(first.overdueCount))}</StateChip>
        )
      }
      filters={
        <FilterBar summary={t('reviews.hint')}>
          <FilterSelect
            plain
            label={t('reviews.show')}
            value={show}
            options={REVIEW_STATES.map(value => ({ value, label: t(`reviews.${SHOW_LABELS[value]}`) }))}
            onChange={value => setShow(value === 'due' ? undefined : value)}
          />
        </FilterBar>
      }
    >
      <DecisionList
        list="reviews"
        query={query}
        columns={columns}
        getRowId={one => one.breakGlassId}
        decisions={decisions}
        actionsWidth={186}
        more={more}
        detail={(one, onClose, verbs) => <ReviewDrawer one={one} onClose={onClose} footer={verbs} />}
      />
    </ModuleFrame>
  );
}

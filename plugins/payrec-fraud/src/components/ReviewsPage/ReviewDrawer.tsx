import { AppLink, DetailDrawer, DrawerSection, InstantText, Notice } from '@internal/plugin-payrec-react';
import { ReactNode } from 'react';
import { UnmaskReviewJson } from '../../api';
import { useCounted } from '../../hooks/useCounted';
import { useFraudText } from '../../translation';
import { useDrawerStyles } from '../AlertDrawer';
import { personName, shortId } from '../AlertLabels';
import { useModuleLinks } from '../ModuleFrame';

const PURPOSES = ['fraud_triage', 'customer_call', 'sar_prep', 'audit', 'data_quality'] as const;

export type ReviewDrawerProps = {
  one: UnmaskReviewJson | undefined;
  onClose: () => void;
  footer: ReactNode;
};

/** One opening as its reviewer needs it: who, why, for how long, and what was looked at for which purpose. */
export function ReviewDrawer({ one, onClose, footer }: ReviewDrawerProps) {
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  const counted = useCounted();
  const { link } = useModuleLinks();
  const purpose = (name: string) => {
    const known = PURPOSES.find(value => value === name);
    return known ? t(`unmask.${known}`) : name;
  };
  const hidden = one ? one.unmaskCount - one.unmaskings.filter(({ given }) => given).length : 0;
  return (
    <DetailDrawer
      open={Boolean(one)}
      onClose={onClose}
      label={one?.breakGlassId}
      header={<span className={classes.id}>{one?.breakGlassId}</span>}
      footer={footer}
    >
      {one && (
        <>
          {one.verdict === null && one.blockedReason && (
            <Notice tone="info" inset>
              {one.blockedReason}
            </Notice>
          )}
          <DrawerSection title={t('reviews.reason')}>
            <p dir="auto">{one.reason}</p>
            <dl className={classes.facts}>
              <dt>{t('reviews.by')}</dt>
              <dd>{personName(one.openedBy)}</dd>
              <dt>{t('reviews.opened')}</dt>
              <dd>
                <InstantText instant={one.openedAt} /> – <InstantText instant={one.expiresAt} />
              </dd>
              <dt>{t('reviews.ticket')}</dt>
              <dd>{one.ticket}</dd>
              <dt>{t('reviews.subject')}</dt>
              <dd className={classes.id}>{one.subject}</dd>
              <dt>{t('reviews.told')}</dt>
              <dd>{one.notified.join(', ') || '—'}</dd>
              {one.reviewedBy && one.reviewedAt && (
                <>
                  <dt>{t('reviews.review')}</dt>
                  <dd>
                    {personName(one.reviewedBy)}, <InstantText instant={one.reviewedAt} />
                    {one.reviewText && (
                      <>
                        {' '}
                        · “<bdi>{one.reviewText}</bdi>”
                      </>
                    )}
                  </dd>
                </>
              )}
            </dl>
          </DrawerSection>
          <DrawerSection
            title={
              <span className={classes.section}>
                {t('reviews.seen')}
                <span className={classes.note}>{t('reviews.seenNote')}</span>
              </span>
            }
          >
            {one.unmaskings.length === 0 && <p className={classes.muted}>{t('reviews.seenNone')}</p>}
            <ol className={classes.timeline}>
              {one.unmaskings.map(look => (
                <li key={`${look.at} ${look.alertId}`} className={classes.event}>
                  <InstantText instant={look.at} /> ·{' '}
                  <AppLink to={link('queue', `alert=${encodeURIComponent(look.alertId)}`)}>
                    <span title={look.alertId}>{shortId(look.alertId)}</span>
                  </AppLink>{' '}
                  · <b>{purpose(look.purpose)}</b>: <span dir="auto">{look.text}</span>
                  {!look.given && ` · ${t('reviews.notGiven')}`}
                </li>
              ))}
            </ol>
            {hidden > 0 && <p className={classes.muted}>{t('reviews.more', counted(hidden))}</p>}
          </DrawerSection>
        </>
      )}
    </DetailDrawer>
  );
}

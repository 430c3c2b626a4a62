import { useApi } from '@backstage/frontend-plugin-api';
import { AlertDetailJson, AlertSubject } from '@internal/plugin-payrec-fraud-common';
import {
  ActionButton,
  DrawerSection,
  FilterSelect,
  InstantText,
  messageOf,
  ReasonDialog,
  statusOf,
} from '@internal/plugin-payrec-react';
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { fraudApiRef } from '../../api';
import { Actor } from '../../hooks/useActor';
import { useFraudText } from '../../translation';
import { panText } from '../AlertLabels';
import { useDrawerStyles } from './useDrawerStyles';

const PURPOSES = ['fraud_triage', 'customer_call', 'sar_prep', 'audit', 'data_quality'] as const;
type Purpose = (typeof PURPOSES)[number];
/** Characters that the reason of an opening needs. */
const REASON_MIN = 20;
const FIELDS = ['name', 'pan', 'iban', 'email', 'phone', 'ip'] as const;

type Unmasked = { alertId: string; subject: AlertSubject; expiresAt: string | null };

export type SubjectPartProps = {
  detail: AlertDetailJson;
  actor: Actor;
  onFilter: (patch: { cardToken?: string[]; deviceToken?: string[] }) => void;
};

/** The person behind the alert, as masked as the reader's role demands; full values only for a stated purpose. */
export function SubjectPart({ detail, actor, onFilter }: SubjectPartProps) {
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  const [asking, setAsking] = useState(false);
  // Only here and only while the drawer shows this alert: never in the cache, the URL or the storage.
  const [unmasked, setUnmasked] = useState<Unmasked | null>(null);
  const full = unmasked?.alertId === detail.alertId ? unmasked : null;
  const subject = full?.subject ?? detail.subject;
  const { cardToken, deviceToken } = subject;
  const noSubject = detail.subject.userToken ? null : t('unmask.noSubject');
  const empty = !deviceToken && FIELDS.every(field => !subject[field]);
  return (
    <DrawerSection
      title={
        <span className={classes.section}>
          {t('alert.subject')}
          <span className={classes.note}>
            {full?.expiresAt ? (
              <>
                {t('alert.fullUntil', { time: '' })}
                <InstantText instant={full.expiresAt} />
              </>
            ) : (
              !empty && subject.maskLevel !== 'FULL' && t('alert.masked')
            )}
          </span>
        </span>
      }
    >
      {empty && <p className={classes.muted}>{t('unmask.noSubject')}</p>}
      <dl className={classes.facts}>
        {FIELDS.filter(field => subject[field]).map(field => [
          <dt key={`${field} name`}>{t(`alert.${field}`)}</dt>,
          <dd key={field} className={field === 'name' ? undefined : classes.id}>
            <bdi>{field === 'pan' ? panText(subject.pan!) : subject[field]}</bdi>
          </dd>,
        ])}
        {deviceToken && (
          <>
            <dt>{t('alert.device')}</dt>
            <dd>
              <button type="button" className={classes.link} onClick={() => onFilter({ deviceToken: [deviceToken] })}>
                {deviceToken}
              </button>
            </dd>
          </>
        )}
      </dl>
      <p>
        {cardToken && (
          <>
            <ActionButton small onClick={() => onFilter({ cardToken: [cardToken] })}>
              {t('alert.sameSubject')}
            </ActionButton>{' '}
          </>
        )}
        {!full && (
          <ActionButton
            small
            disabledReason={actor.mayUnmask ? noSubject : t('unmask.noRight')}
            onClick={() => setAsking(true)}
          >
            {t('action.unmask')}
          </ActionButton>
        )}
      </p>
      <UnmaskDialog
        detail={detail}
        open={asking}
        onClose={() => setAsking(false)}
        onUnmasked={(value, expiresAt) => {
          setUnmasked({ alertId: detail.alertId, subject: value, expiresAt });
          setAsking(false);
        }}
      />
    </DrawerSection>
  );
}

type UnmaskDialogProps = {
  detail: AlertDetailJson;
  open: boolean;
  onClose: () => void;
  onUnmasked: (subject: AlertSubject, expiresAt: string | null) => void;
};

/** Asks for purpose, ticket and reason; opens the sight of this one customer when it is not open yet. */
function UnmaskDialog({ detail, open, onClose, onUnmasked }: UnmaskDialogProps) {
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  const client = useApi(fraudApiRef);
  const id = useId();
  const [purpose, setPurpose] = useState<Purpose>('fraud_triage');
  const [ticket, setTicket] = useState('');
  const subject = detail.subject.userToken;
  const unmask = useMutation({
    mutationFn: async (text: string) => {
      const show = () => client.unmaskAlert({ params: { alertId: detail.alertId }, body: { purpose, text } });
      if (!subject) return show();
      // With a ticket a new opening is asked for; without one, one that is still open serves.
      if (ticket.trim()) await client.openBreakGlass({ body: { subject, reason: text, ticket: ticket.trim() } });
      return show();
    },
    onSuccess: answer => onUnmasked(answer.subject, answer.expiresAt),
  });
  // A refusal without a ticket means that nothing was opened yet.
  const failure = statusOf(unmask.error) === 403 && !ticket.trim() ? t('unmask.needTicket') : messageOf(unmask.error);
  return (
    <ReasonDialog
      open={open}
      title={t('unmask.title')}
      confirmLabel={t('unmask.show')}
      busy={unmask.isPending}
      minChars={subject ? REASON_MIN : undefined}
      error={unmask.error ? failure : undefined}
      onConfirm={reason => unmask.mutate(reason)}
      onClose={() => {
        unmask.reset();
        onClose();
      }}
      fields={
        <>
          <FilterSelect
            label={t('unmask.purpose')}
            value={purpose}
            allLabel={null}
            options={PURPOSES.map(value => ({ value, label: t(`unmask.${value}`) }))}
            onChange={value => setPurpose(value ?? purpose)}
          />
          <p>
            <label htmlFor={id}>{t('unmask.ticket')}</label>
            <input
              id={id}
              className={classes.input}
              maxLength={100}
              value={ticket}
              aria-describedby={`${id}-hint`}
              onChange={event => setTicket(event.target.value)}
            />
            <span id={`${id}-hint`} className={classes.small}>
              {t('unmask.ticketHint')}
            </span>
          </p>
        </>
      }
    >
      <p>{t('unmask.hint')}</p>
    </ReasonDialog>
  );
}

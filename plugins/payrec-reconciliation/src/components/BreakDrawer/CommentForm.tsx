import { ActionButton, messageOf, useKeyMap, useToasts } from '@internal/plugin-payrec-react';
import { FormEvent, KeyboardEvent, useRef, useState } from 'react';
import { newIntentKey } from '../../hooks/queryKeys';
import { useCommentBreak } from '../../hooks/useCommentBreak';
import { useReconciliationText } from '../../translation';
import { useDrawerStyles } from './useDrawerStyles';

/** A comment without a decision. Enter sends, Shift+Enter breaks the line, C comes here. */
export function CommentForm({ breakId, disabledReason }: { breakId: string; disabledReason: string | null }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const toasts = useToasts();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [intentKey, setIntentKey] = useState(newIntentKey);
  const { mutate, isPending } = useCommentBreak();
  useKeyMap([
    { key: 'c', label: t('action.comment'), run: () => field.current?.focus(), disabled: Boolean(disabledReason) },
  ]);
  const send = () => {
    if (!text.trim() || isPending) return;
    mutate(
      { breakId, text: text.trim(), idempotencyKey: intentKey },
      {
        onSuccess: () => {
          setText('');
          setIntentKey(newIntentKey());
          field.current?.blur();
        },
        onError: error => toasts.failed(t('decision.failed', { message: messageOf(error) })),
      },
    );
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') field.current?.blur();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form className={classes.comment} onSubmit={onSubmit}>
      <textarea
        ref={field}
        rows={1}
        maxLength={4000}
        className={classes.input}
        placeholder={t('drawer.commentLabel')}
        aria-label={t('drawer.commentLabel')}
        value={text}
        disabled={Boolean(disabledReason)}
        title={disabledReason ?? undefined}
        onChange={event => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <ActionButton type="submit" keyHint="C" disabled={!text.trim() || isPending} disabledReason={disabledReason}>
        {t('action.comment')}
      </ActionButton>
    </form>
  );
}

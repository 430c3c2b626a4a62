import { DetailDrawer, QueryState, StateChip, StatePage, statusOf, Tone } from '@internal/plugin-payrec-react';
import { UseQueryResult } from '@tanstack/react-query';
import { ReactNode } from 'react';
import { useDrawerStyles } from '../BreakDrawer/useDrawerStyles';

export type ItemDrawerProps<T> = {
  query: UseQueryResult<T>;
  open: boolean;
  /** Plain text, also for screen readers. */
  title: string | undefined;
  chip: (item: T) => { tone: Tone; text: string };
  footer?: ReactNode;
  /** Said when the link leads to something that is no more. */
  gone: string;
  onClose: () => void;
  children: (item: T) => ReactNode;
};

/** The drawer of one run or file: name, state, story. */
export function ItemDrawer<T>({ query, open, title, chip, footer, gone, onClose, children }: ItemDrawerProps<T>) {
  const classes = useDrawerStyles();
  const state = query.data === undefined ? undefined : chip(query.data);
  return (
    <DetailDrawer
      open={open}
      onClose={onClose}
      label={title}
      header={
        <div className={classes.head}>
          <b dir="auto" className={classes.wrap}>
            {title}
          </b>
          {state && <StateChip tone={state.tone}>{state.text}</StateChip>}
        </div>
      }
      footer={footer}
    >
      {statusOf(query.error) === 404 ? (
        <StatePage kind="empty" title={gone} />
      ) : (
        <QueryState query={query}>{children}</QueryState>
      )}
    </DetailDrawer>
  );
}

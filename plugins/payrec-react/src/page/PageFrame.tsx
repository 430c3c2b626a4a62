import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { KeyHelp } from '../keys/KeyHelp';
import { tonesOf } from '../theme/tones';
import { AppLink, useAppLocation } from '../url/navigation';
import { CountText } from '../format/MoneyText';

/** Below this width pages have one column and details open as a page. */
export const NARROW_PX = 960;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    const narrow = `@media (max-width: ${NARROW_PX - 1}px)`;
    return {
      root: {
        display: 'flex',
        flexDirection: 'column',
        height: '100vh',
        minWidth: 0,
        backgroundColor: tones.page,
        color: tones.text,
        fontSize: 13,
        lineHeight: 1.45,
        fontFamily: theme.typography.fontFamily,
        // Checkboxes, scroll bars and date fields of the browser follow.
        colorScheme: theme.palette.type,
        [narrow]: { height: 'auto', minHeight: '100vh' },
        '@media print': { height: 'auto', backgroundColor: 'transparent' },
      },
      header: {
        flex: 'none',
        backgroundColor: tones.surface,
        borderBottom: `1px solid ${tones.line}`,
        padding: '14px 24px 0',
        [narrow]: { padding: '12px 16px 0' },
      },
      crumbs: { color: tones.muted, fontSize: 12, minHeight: 17 },
      head: {
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: '6px 12px',
        margin: '2px 0 8px',
      },
      title: {
        fontSize: 20,
        lineHeight: '28px',
        fontWeight: 650,
        letterSpacing: '-0.01em',
        margin: 0,
        color: tones.text,
        overflowWrap: 'anywhere',
      },
      space: { flex: 1 },
      actions: { display: 'flex', flexWrap: 'wrap', gap: '6px 10px', alignItems: 'center' },
      tabs: { display: 'flex', gap: 20, overflowX: 'auto', scrollbarWidth: 'none', margin: '0 -4px', padding: '0 4px' },
      tab: {
        padding: '8px 0 9px',
        color: tones.muted,
        fontWeight: 500,
        whiteSpace: 'nowrap',
        borderBottom: '2px solid transparent',
        borderRadius: 0,
        '&:hover': { color: tones.text },
      },
      tabOn: { color: tones.text, borderBottomColor: tones.accent },
      noTabs: { height: 6 },
      count: {
        fontWeight: 600,
        fontSize: 11,
        backgroundColor: tones.neutral.background,
        color: tones.muted,
        borderRadius: 9,
        padding: '1px 6px',
        marginLeft: 5,
      },
      body: {
        flex: 1,
        minHeight: 0,
        overflow: 'auto',
        padding: '20px 24px',
        [narrow]: { padding: '16px', overflow: 'visible' },
        '@media print': { overflow: 'visible', padding: 0 },
      },
      fill: {
        padding: 0,
        display: 'flex',
        flexDirection: 'column',
        overflow: 'hidden',
        // Lists scroll inside themselves, also on small screens, so that their header stays in sight.
        [narrow]: { padding: 0, overflow: 'hidden', height: '82vh', flex: 'none' },
      },
    };
  },
  { name: 'PayrecPageFrame' },
);

export type PageTab = { id: string; label: string; to: string; count?: number | null };
export type Crumb = { label: string; to?: string };

export type PageFrameProps = {
  title: ReactNode;
  /** Where the page belongs: `Payments / Daily Reconciliation`. */
  crumbs?: readonly Crumb[];
  /** One chip with the state of the page's subject. */
  chip?: ReactNode;
  /** From when the data is: `AsOfStamp`. */
  stamp?: ReactNode;
  /** Scope pickers and at most one primary button. */
  actions?: ReactNode;
  tabs?: readonly PageTab[];
  /** The active tab; by the path when left out. */
  activeTab?: string;
  /** A `FilterBar` between header and content. */
  filters?: ReactNode;
  /** Content takes the whole height without padding and scrolls itself: worked lists. */
  fill?: boolean;
  children: ReactNode;
};

function Crumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <>
      {crumbs.map((crumb, index) => (
        <span key={crumb.label}>
          {index > 0 && ' / '}
          {crumb.to ? (
            <AppLink plain to={crumb.to}>
              {crumb.label}
            </AppLink>
          ) : (
            crumb.label
          )}
        </span>
      ))}
    </>
  );
}

/** The frame of every payment page: crumbs, title line, tabs, filters, content; and the list of keys behind `?`. */
export function PageFrame(props: PageFrameProps) {
  const { title, crumbs = [], chip, stamp, actions, tabs = [], activeTab, filters, fill, children } = props;
  const classes = useStyles();
  const { pathname } = useAppLocation();
  const byPath = tabs.filter(tab => pathname === tab.to || pathname.startsWith(`${tab.to}/`));
  const active = activeTab ?? byPath.sort((a, b) => b.to.length - a.to.length)[0]?.id;
  return (
    <main className={classes.root}>
      <header className={classes.header}>
        <nav className={classes.crumbs} aria-label="Breadcrumb">
          <Crumbs crumbs={crumbs} />
        </nav>
        <div className={classes.head}>
          <h1 className={classes.title}>{title}</h1>
          {chip}
          <span className={classes.space} />
          {stamp}
          {actions && <div className={classes.actions}>{actions}</div>}
        </div>
        {tabs.length > 0 ? (
          <nav className={classes.tabs} aria-label={typeof title === 'string' ? title : undefined}>
            {tabs.map(tab => (
              <AppLink
                plain
                key={tab.id}
                to={tab.to}
                className={`${classes.tab} ${tab.id === active ? classes.tabOn : ''}`}
                aria-current={tab.id === active ? 'page' : undefined}
              >
                {tab.label}
                {typeof tab.count === 'number' && (
                  <span className={classes.count}>
                    <CountText value={tab.count} />
                  </span>
                )}
              </AppLink>
            ))}
          </nav>
        ) : (
          <div className={classes.noTabs} />
        )}
      </header>
      {filters}
      <div className={`${classes.body} ${fill ? classes.fill : ''}`}>{children}</div>
      <KeyHelp />
    </main>
  );
}

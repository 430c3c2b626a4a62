/**
 * The UI kit of the Payment Reconciliation Portal: typed clients, URL state, exact money and time, and the parts of pages.
 * Material UI v4, react-router and the table and chart libraries stay behind these exports.
 *
 * @packageDocumentation
 */
export { clientApi, createClient, toSearch, UnexpectedAnswerError } from './client/createClient';
export type { CallOptions, Client } from './client/createClient';
export type { UploadProgress } from './client/uploadBody';
export {
  createPayrecQueryClient,
  PayrecQueryProvider,
  payrecQueryWrapper,
  queryClient,
  statusOf,
} from './client/queryClient';
export { useChanges } from './client/useChanges';
export type { ChangeSignal } from './client/useChanges';
export { useUrlFilters, useUrlState, readFilters, writeFilters } from './url/useUrlFilters';
export type { SetUrlFilters, UrlWriteOptions } from './url/useUrlFilters';
export { AppLink, useAppLocation, useAppNavigate } from './url/navigation';
export type { AppLinkProps } from './url/navigation';
export { tonesOf, usePayrecTones, TONES } from './theme/tones';
export type { PayrecTones, Tone, TonePair } from './theme/tones';
export { formatInteger, formatMoney, GROUP_SEPARATOR, TRUE_MINUS } from './format/formatMoney';
export type { FormatMoneyOptions } from './format/formatMoney';
export { ageInDays, elapsedBetween, formatDate, formatInstant, formatInstantExact, ownZone } from './format/formatTime';
export type { DateStyle, Elapsed, InstantOptions } from './format/formatTime';
export { usePayrecLocale } from './format/locale';
export { CountText, MoneyList, MoneyText } from './format/MoneyText';
export type { MoneyListProps, MoneyTextProps } from './format/MoneyText';
export { AsOfStamp, DateText, InstantText, useNow } from './format/TimeText';
export type { AsOfStampProps, InstantTextProps } from './format/TimeText';
export { StateChip } from './page/StateChip';
export type { StateChipProps } from './page/StateChip';
export { ActionButton, KeyCap } from './page/buttons';
export type { ActionButtonProps } from './page/buttons';
export { NARROW_PX, PageFrame } from './page/PageFrame';
export type { Crumb, PageFrameProps, PageTab } from './page/PageFrame';
export { Panel, PanelRow } from './page/Panel';
export type { PanelProps } from './page/Panel';
export { ProofMark, StatStrip } from './page/StatStrip';
export type { StatStripProps, StatTerm } from './page/StatStrip';
export { BarList } from './page/BarList';
export type { BarItem } from './page/BarList';
export { DayGrid } from './page/DayGrid';
export type { DayGridCell, DayGridProps, DayGridRow } from './page/DayGrid';
export { Sentence } from './page/Sentence';
export { startAtEnd } from './page/startAtEnd';
export { NeedsYouList } from './page/NeedsYouList';
export type { NeedsYouItem } from './page/NeedsYouList';
export { DataTable } from './table/DataTable';
export type { DataTableProps } from './table/DataTable';
export type { DataColumn, Density, SortDirection, TableSort } from './table/columns';
export type { Selection } from './table/rowSelection';
export { TableSettings } from './table/TableSettings';
export { DetailDrawer, DrawerSection, SplitView } from './detail/DetailDrawer';
export type { DetailDrawerProps } from './detail/DetailDrawer';
export { useBottomBar } from './actions/useBottomBar';
export { ActionBar } from './actions/ActionBar';
export type { ActionBarProps } from './actions/ActionBar';
export { ConfirmDialog, REASON_MIN_CHARS, ReasonDialog } from './actions/dialogs';
export type { ConfirmDialogProps, ReasonDialogProps } from './actions/dialogs';
export { DialogFrame } from './actions/DialogFrame';
export type { DialogFrameProps } from './actions/DialogFrame';
export { useToasts } from './actions/useToasts';
export type { Toasts } from './actions/useToasts';
export { UploadDropzone } from './actions/UploadDropzone';
export type { UploadDropzoneProps } from './actions/UploadDropzone';
export { ProgressBar } from './actions/ProgressBar';
export type { ProgressBarProps } from './actions/ProgressBar';
export { useKeyMap } from './keys/useKeyMap';
export type { KeyBinding } from './keys/useKeyMap';
export { KeyHelp } from './keys/KeyHelp';
export { FilterBar, FilterChip, FilterSelect } from './filters/filters';
export type { FilterChipProps, FilterOption, FilterSelectProps } from './filters/filters';
export { SearchField } from './filters/SearchField';
export type { SearchFieldProps } from './filters/SearchField';
export { isDenied, isUnavailable, QueryState } from './states/QueryState';
export type { EmptyText, QueryLike, QueryStateProps } from './states/QueryState';
export { Notice, StatePage } from './states/Notice';
export type { NoticeProps, StatePageProps } from './states/Notice';
export { SkeletonBar, SkeletonRows } from './states/Skeleton';
export { messageOf } from './states/messageOf';
export { useRemembered } from './storage/useRemembered';
export { ChartPanel } from './charts/ChartPanel';
export type { ChartPanelProps } from './charts/ChartPanel';
export { TableTwin } from './charts/TableTwin';
export type { TableTwinContent } from './charts/TableTwin';
export { payrecReactTranslationRef } from './i18n/translation';
export { columnHead, plainTable } from './theme/plainTable';
export { focusRing, MONOSPACE, perTone, visuallyHidden } from './theme/styles';

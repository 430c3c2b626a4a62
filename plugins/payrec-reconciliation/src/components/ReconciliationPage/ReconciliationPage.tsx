import { Navigate, Route, Routes, useLocation } from 'react-router-dom';
import { useLiveUpdates } from '../../hooks/useLiveUpdates';
import { OverviewPage } from '../OverviewPage';
import { RunsPage } from '../RunsPage';
import { StatementsPage } from '../StatementsPage';
import { WorkbenchPage } from '../WorkbenchPage';

/** The four tabs of the module, each with its own URL. */
export function ReconciliationPage() {
  const { search } = useLocation();
  useLiveUpdates();
  return (
    <Routes>
      <Route path="overview" element={<OverviewPage />} />
      <Route path="workbench" element={<WorkbenchPage />} />
      <Route path="statements" element={<StatementsPage />} />
      <Route path="runs" element={<RunsPage />} />
      <Route path="*" element={<Navigate to={{ pathname: 'overview', search }} replace />} />
    </Routes>
  );
}

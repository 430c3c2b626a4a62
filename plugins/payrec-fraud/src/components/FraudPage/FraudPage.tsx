import { Navigate, Route, Routes, useLocation } from 'react-router-dom';
import { ApprovalsPage } from '../ApprovalsPage';
import { MetricsPage } from '../MetricsPage';
import { QuarantinePage } from '../QuarantinePage';
import { QueuePage } from '../QueuePage';
import { ReviewsPage } from '../ReviewsPage';
import { SuppressionsPage } from '../SuppressionsPage';

/** The tabs of the module, each with its own URL. */
export function FraudPage() {
  const { search } = useLocation();
  return (
    <Routes>
      <Route path="queue" element={<QueuePage />} />
      <Route path="approvals" element={<ApprovalsPage />} />
      <Route path="suppressions" element={<SuppressionsPage />} />
      <Route path="metrics" element={<MetricsPage />} />
      <Route path="quarantine" element={<QuarantinePage />} />
      <Route path="reviews" element={<ReviewsPage />} />
      <Route path="*" element={<Navigate to={{ pathname: 'queue', search }} replace />} />
    </Routes>
  );
}

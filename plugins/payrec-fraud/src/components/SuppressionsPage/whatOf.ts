import { SuppressionJson } from '../../api';
import { Translate } from '../../translation';

/** What it hides, in words; all parts must match. */
export function whatOf(t: Translate, one: SuppressionJson): string {
  return [
    one.ruleId && t('suppressions.rule', { id: one.ruleId }),
    one.reasonCode && t('suppressions.reasonCode', { id: one.reasonCode }),
    one.merchantId && t('suppressions.merchant', { id: one.merchantId }),
    one.cardToken && t('suppressions.card', { id: one.cardToken }),
    one.userToken && t('suppressions.user', { id: one.userToken }),
    one.deviceToken && t('suppressions.device', { id: one.deviceToken }),
  ]
    .filter(Boolean)
    .join(', ');
}

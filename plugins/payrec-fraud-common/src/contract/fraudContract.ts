import { defineContract } from '@internal/plugin-payrec-common';
import { claimsEndpoints } from './claims';
import { decisionsEndpoints } from './decisions';
import { feedEndpoints } from './feed';
import { intakeEndpoints } from './intake';
import { metricsEndpoints } from './metrics';
import { queueEndpoints } from './queue';
import { suppressionsEndpoints } from './suppressions';
import { unmaskingEndpoints } from './unmasking';

/** Bulk actions beyond this many rows need `payrec.fraud.alert.supervise`. */
export const BULK_ANALYST_MAX = 50;
/** Events topic that Kafka, SQS and Pub/Sub modules publish alerts on. */
export const FRAUD_ALERTS_TOPIC = 'payrec.fraud.alerts';
/** Signals channel with `{ seq }`, a hint only. */
export const FRAUD_HEAD_CHANNEL = 'payrec-fraud:head';

export const fraudContract = defineContract({
  pluginId: 'payrec-fraud',
  title: 'Real-Time Fraud Console',
  version: '1.0.0',
  endpoints: {
    ...intakeEndpoints,
    ...feedEndpoints,
    ...queueEndpoints,
    ...claimsEndpoints,
    ...decisionsEndpoints,
    ...suppressionsEndpoints,
    ...unmaskingEndpoints,
    ...metricsEndpoints,
  },
});
export type FraudContract = typeof fraudContract;

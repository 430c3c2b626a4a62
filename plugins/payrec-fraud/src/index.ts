/**
 * Frontend of the Real-Time Fraud Console: a live queue that can prove it misses nothing, and the work on its alerts.
 *
 * @packageDocumentation
 */
export { payrecFraudPlugin as default } from './plugin';
export { fraudTranslationRef } from './translation';
export { fraudApiRef, fraudFeedApiRef } from './api';
export type { FraudApi, FraudFeedApi } from './api';

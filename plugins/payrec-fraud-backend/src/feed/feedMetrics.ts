import { getOrCreateCounter, getOrCreateGauge } from '@internal/plugin-payrec-node';

/** `payrec_fraud_*`; see docs. Labels have few values and name nobody. */
export function feedMetrics() {
  return {
    head: getOrCreateGauge({
      name: 'payrec_fraud_feed_head_seq',
      help: 'Last number the feed has given, as this process knows it.',
    }),
    lagSeconds: getOrCreateGauge({
      name: 'payrec_fraud_feed_lag_seconds',
      help: 'Age of the oldest committed change that has no number yet; 0 when there is none.',
    }),
    unsequenced: getOrCreateGauge({
      name: 'payrec_fraud_feed_unsequenced',
      help: 'Committed changes that have no number yet.',
    }),
    clients: getOrCreateGauge({ name: 'payrec_fraud_feed_clients', help: 'Open streams of this process.' }),
    sequencer: getOrCreateGauge({
      name: 'payrec_fraud_feed_sequencer_active',
      help: '1 on the replica that numbers, 0 on the others.',
    }),
    frames: getOrCreateCounter({ name: 'payrec_fraud_feed_frames_total', help: 'Frames written to streams.' }),
    ends: getOrCreateCounter({
      name: 'payrec_fraud_feed_stream_ends_total',
      help: 'Streams ended, by reason.',
      labelNames: ['reason'],
    }),
    intake: getOrCreateCounter({
      name: 'payrec_fraud_intake_events_total',
      help: 'Alert events taken in, by source and result.',
      labelNames: ['source', 'result'],
    }),
    overload: getOrCreateCounter({
      name: 'payrec_fraud_intake_refused_total',
      help: 'Requests refused because intake was full.',
    }),
    quarantine: getOrCreateGauge({
      name: 'payrec_fraud_quarantine_open',
      help: 'Events in quarantine that nobody has resolved.',
    }),
  };
}
export type FeedMetrics = ReturnType<typeof feedMetrics>;

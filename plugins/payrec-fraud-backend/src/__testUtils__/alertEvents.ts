import { AlertEventInput } from '@internal/plugin-payrec-fraud-common';

let made = 0;

/** An event the pipeline may send; ids are unique unless told. */
export function alertEvent(parts: Partial<AlertEventInput> & { readonly eventId?: string } = {}): AlertEventInput {
  made += 1;
  return {
    eventId: `E-${made}`,
    alertId: `A-${made}`,
    scoreVersion: 1,
    score: 0.9,
    eventAt: new Date().toISOString(),
    amount: { minor: '64000', currency: 'EUR' },
    merchantId: 'M1',
    merchantName: 'Lumen Optik',
    country: 'DE',
    counterCountry: 'BR',
    reasons: [{ code: 'AMOUNT_UNUSUAL', label: 'Amount 3.9×', weight: 0.75 }],
    ruleHits: [{ ruleId: 'R-114', name: 'Device with 3 cards in 24 h' }],
    entities: { userId: `U-${made}`, pan: '4111111111111111', deviceId: 'D1', ip: '203.0.113.77' },
    ...parts,
  };
}

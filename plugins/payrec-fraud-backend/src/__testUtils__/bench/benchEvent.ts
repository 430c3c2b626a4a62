import { AlertEventInput } from '@internal/plugin-payrec-fraud-common';

const known: string[] = [];

/** A new alert, or with one chance in ten a newer score of one that was made before. */
export function benchEvent(id: string, merchants: number): AlertEventInput {
  const old = known.length > 100 && Math.random() < 0.1 ? known[Math.floor(Math.random() * known.length)] : undefined;
  const alertId = old ?? `B-${id}`;
  if (!old && known.length < 5000) known.push(alertId);
  const merchant = Math.floor(Math.random() * merchants);
  return {
    eventId: `BE-${id}`,
    alertId,
    scoreVersion: old ? 2 + Math.floor(Math.random() * 1_000_000) : 1,
    score: Math.round(Math.random() * 99_999) / 100_000,
    eventAt: new Date().toISOString(),
    amount: { minor: String(1000 + Math.floor(Math.random() * 100_000)), currency: 'EUR' },
    merchantId: `M${merchant}`,
    merchantName: `Merchant ${merchant}`,
    country: 'DE',
    counterCountry: 'BR',
    reasons: [
      { code: 'AMOUNT_UNUSUAL', label: 'Amount 3.9×', weight: 0.75, text: 'Amount is 3.9 times the usual EUR 164.00' },
      { code: 'NEW_DEVICE', label: 'New device', weight: 0.3 },
    ],
    ruleHits: [{ ruleId: 'R-114', name: 'Device with 3 cards in 24 h' }],
    entities: { userId: `U-${id}`, pan: '4111111111111111', deviceId: `D-${id}`, ip: '203.0.113.77' },
  };
}

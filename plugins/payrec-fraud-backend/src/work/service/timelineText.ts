/** `user:default/frank.analyst` → `frank.analyst`. */
export function personName(ref: unknown): string {
  return typeof ref === 'string' ? ref.slice(ref.lastIndexOf('/') + 1) : 'the portal';
}

const DISPOSITION_WORDS: Record<string, string> = {
  CONFIRMED_FRAUD: 'fraud',
  FALSE_POSITIVE: 'a false positive',
};

/** What an event of an alert says, in words and without personal values. */
export function timelineText(event: {
  kind: string;
  detail: Record<string, unknown>;
  after: { score?: string };
}): string {
  const { kind, detail } = event;
  const reason = typeof detail.reason === 'string' ? `: ${detail.reason}` : '';
  const disposition = DISPOSITION_WORDS[String(detail.disposition ?? bulkDisposition(detail))] ?? 'decided';
  switch (kind) {
    case 'created':
      return `Alert with a score of ${event.after.score}`;
    case 'score':
      return `Score is now ${event.after.score}`;
    case 'hit':
      return `New evidence, score is now ${event.after.score}`;
    case 'claim':
      return detail.by === 'serve_next' ? 'Claimed by serve-next' : 'Claimed';
    case 'renew':
      return 'Claim prolonged';
    case 'release':
      return 'Claim given back';
    case 'lease_expired':
      return `The claim of ${personName(detail.holder)} ended`;
    case 'reassign':
      return `Handed to ${personName(detail.to)}${reason}`;
    case 'propose':
      return `Decided as ${disposition}, waits for a second person${reason}`;
    case 'close':
      return `Decided as ${disposition}${reason}`;
    case 'approve':
      return `Signed what ${personName(detail.proposedBy)} decided: ${disposition}${reason}`;
    case 'reject':
      return `Sent back to ${personName(detail.to)}${reason}`;
    case 'approval_void':
      return `Changed after ${personName(detail.proposedBy)} decided: to be decided again`;
    case 'escalate':
      return `Escalated${reason}`;
    case 'snooze':
      return `Put away${detail.until ? ` until ${detail.until}` : ''}${reason}`;
    case 'unsnooze':
      return 'Back from snooze';
    case 'reopen':
      return `Opened again${reason}`;
    case 'sla_breached':
      return `Past its deadline of ${detail.dueAt}`;
    case 'note':
      return String(detail.text ?? '');
    default:
      return kind.replace(/_/g, ' ');
  }
}

function bulkDisposition(detail: Record<string, unknown>): string | undefined {
  if (detail.action === 'confirm_fraud') return 'CONFIRMED_FRAUD';
  return detail.action === 'false_positive' ? 'FALSE_POSITIVE' : undefined;
}

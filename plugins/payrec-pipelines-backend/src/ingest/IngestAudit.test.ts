import { mockServices } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import { Request } from 'express';
import { IngestAudit } from './IngestAudit';

const request = { headers: {} } as Request;

function setUp() {
  const success = jest.fn(async () => {});
  const fail = jest.fn(async () => {});
  const auditor = mockServices.auditor.mock();
  auditor.createEvent.mockResolvedValue({ success, fail });
  return { auditor, success, fail };
}

describe('IngestAudit', () => {
  it('writes what was stored once per caller, with counts', async () => {
    const { auditor, success } = setUp();
    const audit = new IngestAudit(auditor);
    audit.stored('external:spark', request, { events: 1, stored: 1, failed: 0 });
    audit.stored('external:trino', request, { events: 1, stored: 1, failed: 0 });
    audit.stored('external:spark', request, { events: 20, stored: 18, failed: 2 });
    expect(auditor.createEvent).not.toHaveBeenCalled();
    await audit.flush();
    expect(auditor.createEvent.mock.calls.map(([event]) => event.meta)).toEqual([
      { subject: 'external:spark' },
      { subject: 'external:trino' },
    ]);
    expect(success.mock.calls).toEqual([
      [{ meta: { requests: 2, events: 21, stored: 19, failed: 2 } }],
      [{ meta: { requests: 1, events: 1, stored: 1, failed: 0 } }],
    ]);
    await audit.flush();
    expect(auditor.createEvent).toHaveBeenCalledTimes(2);
  });

  it('writes by itself after its time', async () => {
    const { auditor, success } = setUp();
    const audit = new IngestAudit(auditor, 5);
    audit.stored('external:spark', request, { events: 1, stored: 1, failed: 0 });
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(success).toHaveBeenCalledTimes(1);
  });

  it('writes a refusal at once', async () => {
    const { auditor, fail } = setUp();
    const error = new InputError('The body is not JSON');
    await new IngestAudit(auditor).refused(request, error);
    expect(fail).toHaveBeenCalledWith({ error });
  });
});

import { mockServices } from '@backstage/backend-test-utils';
import { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { ApprovalNotices } from './ApprovalNotices';

function createNotices(approvers: string[], send?: () => Promise<void>) {
  const sent: NotificationSendOptions[] = [];
  const service = {
    send: async (options: NotificationSendOptions) => {
      sent.push(options);
      await send?.();
    },
  };
  return { sent, notices: new ApprovalNotices(service, approvers, mockServices.logger.mock()) };
}

describe('ApprovalNotices', () => {
  it('tells the approvers but not who proposed', async () => {
    const { sent, notices } = createNotices(['group:default/finance-approvers']);
    await notices.proposed(['BRK-1'], 'user:default/finn.operator');
    expect(sent).toEqual([
      {
        recipients: {
          type: 'entity',
          entityRef: ['group:default/finance-approvers'],
          excludeEntityRef: 'user:default/finn.operator',
        },
        payload: expect.objectContaining({
          title: 'A break waits for a second person',
          link: '/payrec/reconciliation/workbench?break=BRK-1',
        }),
      },
    ]);
  });

  it('makes one notice of many', async () => {
    const { sent, notices } = createNotices(['group:default/finance-approvers']);
    await notices.proposed(['BRK-1', 'BRK-2', 'BRK-3'], 'user:default/finn.operator');
    expect(sent.map(({ payload }) => [payload.title, payload.link])).toEqual([
      ['3 breaks wait for a second person', '/payrec/reconciliation/workbench?state=proposed'],
    ]);
  });

  it('tells nobody when nobody approves or nothing was proposed', async () => {
    const nobody = createNotices([]);
    await nobody.notices.proposed(['BRK-1'], 'user:default/finn.operator');
    const nothing = createNotices(['group:default/finance-approvers']);
    await nothing.notices.proposed([], 'user:default/finn.operator');
    expect([nobody.sent, nothing.sent]).toEqual([[], []]);
  });

  it('lets the decision stand when notifications are away', async () => {
    const { notices } = createNotices(['group:default/finance-approvers'], async () => {
      throw new Error('notifications are away');
    });
    await expect(notices.proposed(['BRK-1'], 'user:default/finn.operator')).resolves.toBeUndefined();
  });
});

import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult, createPermission } from '@backstage/plugin-permission-common';
import { defineEndpoint, transactionReadPermission } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { mintScope } from '../finalIndex/scope/scope';
import { createAuthorisers } from './authorise';

const view = createPermission({ name: 'payrec.test.view', attributes: { action: 'read' } });
const common = { audit: 'test-read', summary: 'Test', response: z.object({}) };
const figures = defineEndpoint({ method: 'GET', path: '/v1/figures', permission: view, ...common });
const others = defineEndpoint({ method: 'GET', path: '/v1/others', permission: view, ...common });
const rows = defineEndpoint({ method: 'GET', path: '/v1/rows', permission: transactionReadPermission, ...common });
const write = defineEndpoint({ method: 'POST', path: '/v1/figures', permission: view, ...common });

const finn = mockCredentials.user('user:default/finn.operator');
const mila = mockCredentials.user('user:default/mila.merchant-a');

describe('authorisation of endpoints', () => {
  const permissions = mockServices.permissions.mock();
  const scopeFor = jest.fn(async () => mintScope({ kind: 'merchantIn', merchantIds: ['mer-a'] }));
  let clock: number;
  let authorisers: ReturnType<typeof createAuthorisers>;

  beforeEach(() => {
    clock = 1_000;
    jest.clearAllMocks();
    permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.ALLOW }]);
    authorisers = createAuthorisers({ permissions, finalIndex: { scopeFor }, now: () => clock });
  });

  it('asks once for the reads of a page, and again after five seconds', async () => {
    await Promise.all([authorisers.of(figures, 'figures')(finn), authorisers.of(others, 'others')(finn)]);
    clock += 4_900;
    await authorisers.of(figures, 'figures')(finn);
    expect(permissions.authorize).toHaveBeenCalledTimes(1);

    clock += 200;
    permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.DENY }]);
    await expect(authorisers.of(figures, 'figures')(finn)).rejects.toThrow(NotAllowedError);
  });

  it('never answers one person with the permit of another, nor one permission with another', async () => {
    await authorisers.of(figures, 'figures')(finn);
    permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.DENY }]);
    await expect(authorisers.of(figures, 'figures')(mila)).rejects.toThrow(NotAllowedError);

    const sight = await authorisers.of(rows, 'rows')(finn);
    expect(sight).toMatchObject({ visibility: 'partial' });
    expect(scopeFor).toHaveBeenCalledTimes(1);
  });

  it('asks again after a refusal and after a failure', async () => {
    const authorise = authorisers.of(figures, 'figures');
    permissions.authorize.mockResolvedValueOnce([{ result: AuthorizeResult.DENY }]);
    await expect(authorise(finn)).rejects.toThrow(NotAllowedError);
    permissions.authorize.mockRejectedValueOnce(new Error('away'));
    await expect(authorise(finn)).rejects.toThrow('away');
    await expect(authorise(finn)).resolves.toEqual({});
    expect(permissions.authorize).toHaveBeenCalledTimes(3);
  });

  it('asks for every write', async () => {
    const authorise = authorisers.of(write, 'write');
    await authorise(finn);
    await authorise(finn);
    expect(permissions.authorize).toHaveBeenCalledTimes(2);
  });
});

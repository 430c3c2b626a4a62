import { BackstageCredentials, BackstageServicePrincipal } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { AuthenticationError } from '@backstage/errors';
import { Request } from 'express';
import { ServiceCallers } from './ServiceCallers';

const PIPELINE = {
  $$type: '@backstage/BackstageCredentials',
  principal: { type: 'service', subject: 'external:spark' },
} as BackstageCredentials<BackstageServicePrincipal>;

const withToken = (authorization?: string) => ({ headers: { authorization } } as Request);

describe('ServiceCallers', () => {
  it.each([
    ['a static token once', 'Bearer s3cret-of-spark', 1],
    ['a static token with one dot once', 'Bearer spark.s3cret', 1],
    ['a JWT each time, since it can expire', 'Bearer eyJh.eyJz.c2ln', 3],
  ])('asks Backstage for %s', async (_, header, times) => {
    const httpAuth = mockServices.httpAuth.mock();
    httpAuth.credentials.mockResolvedValue(PIPELINE as never);
    const callers = new ServiceCallers(httpAuth);
    for (let at = 0; at < 3; at += 1) {
      await expect(callers.credentials(withToken(header))).resolves.toBe(PIPELINE);
    }
    expect(httpAuth.credentials).toHaveBeenCalledTimes(times);
    expect(httpAuth.credentials).toHaveBeenCalledWith(expect.anything(), { allow: ['service'] });
  });

  it('remembers no refusal, and one token says nothing about another or about none', async () => {
    const httpAuth = mockServices.httpAuth.mock();
    const callers = new ServiceCallers(httpAuth);
    httpAuth.credentials.mockRejectedValueOnce(new AuthenticationError('no')).mockResolvedValueOnce(PIPELINE as never);
    await expect(callers.credentials(withToken('Bearer late'))).rejects.toThrow('no');
    await expect(callers.credentials(withToken('Bearer late'))).resolves.toBe(PIPELINE);
    httpAuth.credentials.mockRejectedValue(new AuthenticationError('Missing credentials'));
    await expect(callers.credentials(withToken('Bearer other'))).rejects.toThrow(AuthenticationError);
    await expect(callers.credentials(withToken())).rejects.toThrow(AuthenticationError);
    await expect(callers.credentials(withToken('bearer late'))).rejects.toThrow(AuthenticationError);
  });
});

import { RootConfigService } from '@backstage/backend-plugin-api';

/**
 * Keeps a plugin from starting where the permission system is off: Backstage then answers ALLOW to everything, and every
 * signed-in person would see every merchant's money.
 * @throws Error naming the key to set.
 */
export function assertPermissionsEnabled(config: RootConfigService): void {
  if (config.getOptionalBoolean('permission.enabled') === true) return;
  if (config.getOptionalBoolean('payrec.allowInsecure') === true) return;
  throw new Error(
    'The permission system is off, so everybody would see all transactions: set permission.enabled to true ' +
      '(or payrec.allowInsecure to true, where that is meant)',
  );
}

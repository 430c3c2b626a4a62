import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { PayrecReferencePolicy } from './PayrecReferencePolicy';

/**
 * Installs the reference policy. An app has one policy: one that has its own leaves this module out and composes
 * `payrecPolicyDecision` into it.
 */
export const permissionModulePayrec = createBackendModule({
  pluginId: 'permission',
  moduleId: 'payrec',
  register(reg) {
    reg.registerInit({
      deps: {
        policy: policyExtensionPoint,
        userInfo: coreServices.userInfo,
        config: coreServices.rootConfig,
      },
      async init({ policy, userInfo, config }) {
        policy.setPolicy(
          new PayrecReferencePolicy({
            userInfo,
            merchantClaimPrefix: config.getOptionalString('payrec.merchants.claimPrefix'),
          }),
        );
      },
    });
  },
});

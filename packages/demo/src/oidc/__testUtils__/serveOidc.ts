import { loadOidcKeys } from '../keys';
import { startOidcProvider } from '../startOidcProvider';

// `oidc-provider` is an ES module only, which jest cannot import; the test talks to it over HTTP anyway.
process.once('disconnect', () => process.exit(0));

async function main(): Promise<void> {
  const [, , dir, portalUrl] = process.argv;
  const { issuer } = await startOidcProvider({ keys: await loadOidcKeys(dir), portalUrl });
  process.send!({ issuer });
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

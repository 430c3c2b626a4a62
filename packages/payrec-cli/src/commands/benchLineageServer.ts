import { createBackend } from '@backstage/backend-defaults';
import { coreServices, createServiceFactory } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { portalHttpServer } from '@internal/plugin-payrec-node';
import pipelinesPlugin from '@internal/plugin-payrec-pipelines-backend';

/** The backend of `bench lineage`: the real services of a backend and the one plugin, in a process that can be killed. */
async function main([connection, port, token, root]: string[]): Promise<void> {
  const config = new ConfigReader({
    app: { baseUrl: `http://127.0.0.1:${port}` },
    backend: {
      baseUrl: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port: Number(port) },
      database: { client: 'pg', connection, pluginDivisionMode: 'schema' },
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token, subject: 'bench' },
            accessRestrictions: [{ plugin: 'payrec-pipelines' }],
          },
        ],
      },
    },
    payrec: { query: { engine: 'duckdb', duckdb: { root, threads: 1, memoryLimit: '256MB' } } },
  });
  const backend = createBackend();
  backend.add(createServiceFactory({ service: coreServices.rootConfig, deps: {}, factory: () => config }));
  const machineDoors = ['/api/payrec-pipelines/lineage', '/api/payrec-pipelines/lineage/batch'];
  backend.add(portalHttpServer({ machineDoors }));
  backend.add(pipelinesPlugin);
  await backend.start();
  process.send?.('ready');
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});

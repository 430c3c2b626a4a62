import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { endOpenConnections } from './endOpenConnections';

/** A server that answers `/stream` for ever and `/slow` after 50 ms. */
async function serve(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    response.write('begun ');
    if (request.url === '/slow') setTimeout(() => response.end('done'), 50);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('endOpenConnections', () => {
  it('lets a request in flight finish and ends a stream that never would', async () => {
    const { server, url } = await serve();
    const [stream, slow] = await Promise.all([fetch(`${url}/stream`), fetch(`${url}/slow`)]);
    const closed = new Promise(resolve => server.close(resolve));
    endOpenConnections(server, 300);
    await expect(slow.text()).resolves.toBe('begun done');
    await expect(stream.text()).rejects.toThrow('terminated');
    await expect(closed).resolves.toBeUndefined();
  });
});

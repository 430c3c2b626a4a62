import { AddressInfo, createServer } from 'node:net';
import { isFree, requireFree } from './ports';

test('a port that is taken is refused in one sentence with the way out, and free again afterwards', async () => {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(requireFree(port)).rejects.toThrow(
    `Port ${port} is taken: stop what uses it, or choose another with npm start -- --port ${
      port < 65_535 ? port + 1 : port - 1
    }`,
  );
  await new Promise(resolve => server.close(resolve));
  expect(await isFree(port)).toBe(true);
});

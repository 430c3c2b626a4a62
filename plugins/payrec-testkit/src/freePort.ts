import net from 'node:net';

/*
 * Below the ports that systems give to outgoing connections (from 32,768 on Linux): one of those may be taken by any
 * client between this look and the moment somebody listens.
 */
const FROM = 20_000;
const TO = 32_000;
const TRIES = 50;

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/**
 * A port of 127.0.0.1 nobody listens on now, for a server that is started next. Scripts and processes that run before
 * TypeScript can be read have the same in `freePortForScripts.mjs`.
 * @throws Error when none is found
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM));
    if (await isFree(port)) return port;
  }
  throw new Error(`None of ${TRIES} ports of 127.0.0.1 between ${FROM} and ${TO} is free; end what listens there`);
}

import { startTestTrino } from '@internal/plugin-payrec-testkit';
import { describeEngineConformance } from '../__testUtils__/engineConformance';
import { TrinoEngine } from './TrinoEngine';

describe('Trino', () => {
  describeEngineConformance(async () => {
    const trino = await startTestTrino();
    const engine = new TrinoEngine(trino.options);
    return {
      engine,
      close: async () => {
        await engine.close();
        await trino.stop();
      },
    };
  });
});

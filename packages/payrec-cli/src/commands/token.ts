import { DemoState, PERSONAS, personaById, signIn } from 'demo';
import { Command } from 'commander';
import { resolve } from 'node:path';

/**
 * `token <persona>`: a user token of the running demo for `curl`, by the real sign-in. There is no such command for any
 * other installation: a token there belongs to the person who signed in.
 */
export function registerToken(program: Command): void {
  program
    .command('token')
    .argument('<persona>', PERSONAS.map(persona => persona.id).join(', '))
    .description('print a user token of the running demo, for curl -H "Authorization: Bearer …"')
    .action(async (id: string) => {
      const persona = personaById(id);
      // The command line always runs from its sources, so the root of the checkout is where it says.
      // eslint-disable-next-line no-restricted-syntax
      const running = DemoState.of(resolve(__dirname, '../../../..')).running();
      if (!running) {
        throw new Error(
          'No demo is running here, and tokens exist only for the demo: start it with npm start. In any other installation a token belongs to the person who signed in.',
        );
      }
      process.stdout.write(`${await signIn(running, persona)}\n`);
    });
}

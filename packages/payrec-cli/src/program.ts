import { Command } from 'commander';
import { registerData } from './commands/data';
import { registerToken } from './commands/token';

/** The whole command line; every command module adds itself, so this file is its table of contents. */
export function buildProgram(): Command {
  const program = new Command('payrec')
    .description('Payment Reconciliation Portal')
    .showHelpAfterError('(payrec --help lists the commands)');
  registerData(program);
  registerToken(program);
  return program;
}

import { Command } from 'commander';
import { registerAcceptance } from './commands/acceptance';
import { registerData } from './commands/data';
import { registerIndex } from './commands/indexCheck';
import { registerStatementsRead } from './commands/statementsRead';
import { registerToken } from './commands/token';

/** The whole command line; every command module adds itself, so this file is its table of contents. */
export function buildProgram(): Command {
  const program = new Command('payrec')
    .description('Payment Reconciliation Portal')
    .showHelpAfterError('(yarn payrec --help lists the commands)');
  const statements = program.command('statements').description('statement files');
  registerStatementsRead(statements);
  registerIndex(program);
  registerAcceptance(program);
  registerData(program);
  registerToken(program);
  return program;
}

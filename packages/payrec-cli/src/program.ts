import { Command } from 'commander';
import { registerAcceptance } from './commands/acceptance';
import { registerBenchFeed } from './commands/benchFeed';
import { registerBenchLineage } from './commands/benchLineage';
import { registerBenchQuery } from './commands/benchQuery';
import { registerBenchReconcile } from './commands/benchReconcile';
import { registerData } from './commands/data';
import { registerIndex } from './commands/indexCheck';
import { registerLoad } from './commands/load';
import { registerStatementsIngest } from './commands/statementsIngest';
import { registerStatementsRead } from './commands/statementsRead';
import { registerToken } from './commands/token';
import { registerTrino } from './commands/trino';

/** The whole command line; every command module adds itself, so this file is its table of contents. */
export function buildProgram(): Command {
  const program = new Command('payrec')
    .description('Payment Reconciliation Portal')
    .showHelpAfterError('(yarn payrec --help lists the commands)');
  const statements = program.command('statements').description('statement files');
  registerStatementsRead(statements);
  registerStatementsIngest(statements);
  registerIndex(program);
  registerAcceptance(program);
  registerData(program);
  registerToken(program);
  registerTrino(program);
  registerLoad(program);
  const bench = program.command('bench').description('measurements with medians and ratios');
  registerBenchReconcile(bench);
  registerBenchQuery(bench);
  registerBenchLineage(bench);
  registerBenchFeed(bench);
  return program;
}

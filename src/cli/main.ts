#!/usr/bin/env -S node --single-threaded-gc --max-semi-space-size=2
// The heaps of a node's threads are small: helper threads to collect them cost more than they save, most of all on few cores,
// and young generations of 16 MiB a thread cost 100 MB and no time is saved.
/** The command line: names, options and help; what each command does lies in its own file, loaded when it is called. */
import { Command, CommanderError } from 'commander';
import { LetheError } from '../errors.js';
import type { AuditQueryOptions } from './audit.js';
import type { CommonOptions } from './context.js';
import type { DeidentifyOptions } from './deidentify.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { visible } from './output.js';
import type { ExplainPixelsOptions } from './explain-pixels.js';
import type { QueueListOptions } from './queue.js';
import type { AddUserOptions, UsersOptions } from './users.js';
import { version } from './version.js';

const CONFIG = [
  '--config <file>',
  'configuration file; without it ./lethe.yaml if there is one, else the defaults',
] as const;
const JSON_OUTPUT = ['--json', 'print data as JSON'] as const;
const REASON = ['--reason <text>', 'why; goes into the audit'] as const;

function program(done: (code: ExitCode) => void): Command {
  const lethe = new Command('lethe')
    .description('A de-identifying DICOM router: C-STORE in, clean instances out, every step on record.')
    .version(version())
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nExit status: 0 done, 1 failed, 2 wrong usage, 3 done but some inputs were set aside.',
    );

  lethe
    .command('run')
    .description('run the node until SIGTERM or SIGINT; SIGHUP re-reads strategies, certificates and users')
    .option(...CONFIG)
    .action(async (options: CommonOptions) => done(await (await import('./run.js')).run(options)));
  lethe
    .command('check')
    .description('check configuration, strategies and their examples; starts nothing')
    .option(...CONFIG)
    .option('--show', 'print the configuration in force, with the meaning of each key')
    .option(...JSON_OUTPUT)
    .action(async (options: CommonOptions & { show?: boolean }) =>
      done(await (await import('./check.js')).check(options)),
    );
  lethe
    .command('explain')
    .description(
      'tell what would be done with a file: route, and rule and action for each element; writes nothing',
    )
    .argument('<file>')
    .option(...CONFIG)
    .option('--strategy <file>', 'a strategy file in place of the configured ones')
    .option('--called-ae <title>', 'as if sent to this AE title')
    .option('--calling-ae <title>', 'as if sent by this AE title')
    .option('--address <ip>', 'as if sent from this address')
    .option('--all', 'show the elements that stay, too')
    .option('--pixels', 'tell of each line of text in the image instead, and why it is hidden or stays')
    .option('--out <dir>', 'with --pixels: write pictures of the frames there, before and after')
    .option('--text', 'with --pixels: show the lines as they were read; they may name the patient')
    .option(...JSON_OUTPUT)
    .action(async (file: string, options: ExplainPixelsOptions & { readonly pixels?: true }) =>
      done(
        options.pixels === true
          ? await (await import('./explain-pixels.js')).explainPixels(file, options)
          : await (await import('./explain.js')).explain(file, options),
      ),
    );
  lethe
    .command('deidentify')
    .description('de-identify files and folders by the same engine, without a node')
    .argument('<path...>')
    .requiredOption('--out <dir>', 'folder for the clean Part 10 files, one an instance')
    .option('--strategy <file>', 'apply this strategy to every file, whatever its routes say')
    .option('--uid-map <csv>', 'write the replaced UIDs: id_old,id_new')
    .option('--patient-map <csv>', 'write the replaced patient IDs: id_old,id_new')
    .option(
      '--preview <dir>',
      'write sheets of all masked images there, before and after; they show the originals',
    )
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (paths: string[], options: DeidentifyOptions) =>
      done(await (await import('./deidentify.js')).deidentify(paths, options)),
    );

  const audit = lethe.command('audit').description('ask what was received, changed and sent');
  audit
    .command('query')
    .description('print the entries that match; identities may be original or replacement')
    .option('--patient <id>')
    .option('--study <uid>')
    .option('--instance <uid>')
    .option('--called-ae <title>')
    .option('--calling-ae <title>')
    .option('--destination <name>')
    .option('--since <time>', 'at or after, ISO 8601')
    .option('--until <time>', 'before, ISO 8601')
    .option('--event <name>')
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (options: AuditQueryOptions) =>
      done(await (await import('./audit.js')).auditQuery(options)),
    );
  audit
    .command('verify')
    .description('verify the chain of all entries; exit status 1 when it is broken')
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (options: CommonOptions) => done(await (await import('./audit.js')).auditVerify(options)));

  const crosswalk = lethe.command('crosswalk').description('originals and their replacements');
  crosswalk
    .command('export')
    .description('write the crosswalk as CSV with the columns id_old,id_new')
    .option('--uids <csv>')
    .option('--patients <csv>')
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (options: CommonOptions & { uids?: string; patients?: string }) =>
      done(await (await import('./crosswalk.js')).crosswalkExport(options)),
    );
  crosswalk
    .command('find')
    .description('find an identity, original or replacement')
    .argument('<id>')
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (id: string, options: CommonOptions) =>
      done(await (await import('./crosswalk.js')).crosswalkFind(id, options)),
    );

  const users = lethe.command('users').description('who may call a listener with users:');
  const USERS_FILE = [
    '--file <file>',
    'users file; without it the one that the configuration names',
  ] as const;
  users
    .command('add')
    .description('add a user, or change the passcode, which is read from standard input; kept is a hash')
    .argument('<name>')
    .option('--name-only', 'ask for the name alone, no passcode')
    .option(...USERS_FILE)
    .option(...CONFIG)
    .action(async (name: string, options: AddUserOptions) =>
      done(await (await import('./users.js')).usersAdd(name, options)),
    );
  users
    .command('remove')
    .description('take a user away')
    .argument('<name>')
    .option(...USERS_FILE)
    .option(...CONFIG)
    .action(async (name: string, options: UsersOptions) =>
      done((await import('./users.js')).usersRemove(name, options)),
    );
  users
    .command('list')
    .description('print the names')
    .option(...USERS_FILE)
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (options: UsersOptions) => done((await import('./users.js')).usersList(options)));

  const queue = lethe.command('queue').description('instances under way or set aside');
  queue
    .command('list')
    .description('print the books, the destinations and the instances under way or set aside')
    .option('--state <state>', 'received, deidentified, sent, quarantined or discarded')
    .option('--code <code>', 'quarantine code')
    .option('--destination <name>')
    .option('--limit <number>', 'instances to print, 100 unless told')
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (options: QueueListOptions) => done(await (await import('./queue.js')).queueList(options)));
  queue
    .command('show')
    .description('print all about one instance')
    .argument('<id>')
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (id: string, options: CommonOptions) =>
      done(await (await import('./queue.js')).queueShow(id, options)),
    );
  queue
    .command('retry')
    .description('make deferred and refused deliveries due now')
    .argument('[id]')
    .option('--destination <name>', 'all deliveries to this destination')
    .option('--all', 'all deliveries')
    .option(REASON[0], REASON[1], 'retry by operator')
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(
      async (
        id: string | undefined,
        options: CommonOptions & { destination?: string; all?: boolean; reason: string },
      ) => done(await (await import('./queue.js')).queueRetry(id, options)),
    );
  queue
    .command('release')
    .description('take an instance out of quarantine and route and de-identify it again')
    .argument('<id>')
    .requiredOption(...REASON)
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (id: string, options: CommonOptions & { reason: string }) =>
      done(await (await import('./queue.js')).queueRelease(id, options)),
    );
  queue
    .command('discard')
    .description('give an instance up; its audit stays')
    .argument('<id>')
    .requiredOption(...REASON)
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (id: string, options: CommonOptions & { reason: string }) =>
      done(await (await import('./queue.js')).queueDiscard(id, options)),
    );

  lethe
    .command('echo')
    .description('ask a destination whether it is there (C-ECHO)')
    .argument('<destination>')
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (destination: string, options: CommonOptions) =>
      done(await (await import('./echo.js')).echo(destination, options)),
    );
  lethe
    .command('demo')
    .description('start a node on defaults, send the sample images to it, show what comes out')
    .option('--out <dir>', 'folder for the demo; a new one in the temporary folder unless told')
    .action(async (options: { out?: string }) => done(await (await import('./demo.js')).demo(options)));
  return lethe;
}

// Who reads only the first lines, as head(1) does, has what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  const failure = new LetheError('OUTPUT_NOT_USABLE', 'standard output cannot be written', { cause: error });
  process.exit(report(failure));
});

async function main(): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  try {
    await program((result) => {
      code = result;
    }).parseAsync();
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return report(error);
  }
}

/** The lines of a message, with the control characters of file names in it shown, not obeyed. */
function shown(message: string): string {
  return message.split('\n').map(visible).join('\n');
}

/** One clear error: code, what and where, how to mend it. */
function report(error: unknown): ExitCode {
  if (!(error instanceof LetheError)) {
    process.stderr.write(
      `lethe: unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return EXIT.failed;
  }
  const { cause } = error;
  const why =
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
  process.stderr.write(`lethe: ${error.code}: ${shown(error.message)}${why}\n`);
  if (error.hint !== undefined) process.stderr.write(`  ${error.hint}\n`);
  return error.code === 'USAGE' ? EXIT.usage : EXIT.failed;
}

process.exitCode = await main();

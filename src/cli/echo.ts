import { systemClock } from '../clock.js';
import { loadDestinationCredentials } from '../credentials.js';
import { verify } from '../dimse/echo.js';
import { formatStatus } from '../dimse/status.js';
import { LetheError } from '../errors.js';
import { access, constants } from 'node:fs/promises';
import { configOf, type CommonOptions } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { print, printJson } from './output.js';

/** Asks a destination whether it is there: C-ECHO, or for a folder whether it can be written. */
export async function echo(name: string, options: CommonOptions): Promise<ExitCode> {
  const config = configOf(options);
  const destination = config.destinations.get(name);
  if (destination === undefined) {
    throw new LetheError('DESTINATION_UNKNOWN', `there is no destination '${name}'`, {
      hint: `configured are: ${[...config.destinations.keys()].join(', ')}`,
    });
  }
  if (destination.type === 'folder') {
    const isWritable = await access(destination.path, constants.W_OK).then(
      () => true,
      () => false,
    );
    return tell(
      options,
      name,
      isWritable,
      isWritable
        ? `${destination.path} can be written`
        : `${destination.path} is not there or cannot be written`,
    );
  }
  const { aeTitle, host, port, localAeTitle } = destination;
  const outcome = await verify({
    host,
    port,
    calledAeTitle: aeTitle,
    callingAeTitle: localAeTitle,
    timeouts: {
      connectMs: destination.connectTimeoutMs,
      associateMs: destination.associationTimeoutMs,
      responseMs: destination.responseTimeoutMs,
    },
    ...loadDestinationCredentials(destination, systemClock.now()),
  });
  const peer = `${aeTitle}@${host}:${String(port)}`;
  switch (outcome.kind) {
    case 'answered':
      return tell(
        options,
        name,
        outcome.status === 0,
        `${peer} answered ${formatStatus(outcome.status)} in ${outcome.roundTripMs.toFixed(1)} ms`,
      );
    case 'rejected':
      return tell(
        options,
        name,
        false,
        `${peer} rejected the association: result ${String(outcome.result)}, source ${String(outcome.source)}, reason ${String(outcome.reason)}`,
      );
    case 'not-reachable':
      return tell(options, name, false, `${peer} is not reachable: ${outcome.code}`);
    default:
      return tell(options, name, false, `${peer} did not answer: ${outcome.kind}`);
  }
}

function tell(options: CommonOptions, destination: string, isThere: boolean, what: string): ExitCode {
  if (options.json === true) printJson({ destination, isThere, what });
  else print(`${destination}: ${what}`);
  return isThere ? EXIT.ok : EXIT.failed;
}

import { spawn } from 'node:child_process';
import path from 'node:path';
import { waitFor } from '../test/peers/network.js';

/** A program that sends folders, one association each, ready to go: its process is there, its work has not begun. */
export interface ReadySender {
  /** Lives until `end`, so that its CPU time, and that of its ended children, can be read. */
  readonly pid: number;
  /** Lets it go; resolves when every association is over. */
  readonly send: () => Promise<void>;
  readonly end: () => Promise<void>;
}

export interface SenderKind {
  readonly name: string;
  /** A program that lives on sends the folder of objects to warm up first. */
  readonly prepare: (
    folders: readonly string[],
    port: number,
    calledAeTitle: string,
    warmUpFolder: string | undefined,
  ) => Promise<ReadySender>;
}

/** Starts a program that says `ready`, begins at a line of input, says `ended STATUS`, and ends with its input. */
async function startSender(command: string, args: readonly string[]): Promise<ReadySender> {
  const child = spawn(command, args, {
    env: { ...process.env, TCP_NODELAY: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  let gone = false;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('latin1');
  });
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      gone = true;
      resolve();
    });
  });
  const says = async (pattern: RegExp): Promise<string> => {
    const said = (): boolean => gone || pattern.test(output);
    await waitFor(said, { what: `the sender to say ${pattern.source}`, timeoutMs: 600_000, intervalMs: 1 });
    const found = pattern.exec(output);
    if (found === null) throw new Error(`the sender is gone: ${output}`);
    return found[1] ?? '';
  };
  await says(/ready/);
  return {
    pid: child.pid ?? 0,
    send: async () => {
      child.stdin.write('go\n');
      const status = await says(/ended (\d+)/);
      if (status !== '0') throw new Error(`the sender failed: ${output}`);
    },
    end: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

const STORESCU_SCRIPT = `
port=$1; ae=$2; propose=$3; shift 3
echo ready; read go
for folder in "$@"; do storescu -R "$propose" -aec "$ae" +sd 127.0.0.1 "$port" "$folder" & pids="$pids $!"; done
status=0; for pid in $pids; do wait "$pid" || status=$?; done
echo "ended $status"; read bye
`;

/** DCMTK's storescu, one process an association; the flag (`-xi`, `-xe`) makes it propose the objects' own transfer syntax. */
export function storescu(propose: string): SenderKind {
  return {
    name: 'storescu',
    prepare: (folders, port, calledAeTitle) =>
      startSender('sh', ['-c', STORESCU_SCRIPT, 'sh', String(port), calledAeTitle, propose, ...folders]),
  };
}

/** Lethe's SCU, one process for all associations; its start is not measured, since a node starts once. */
export const LETHE_SCU: SenderKind = {
  name: 'lethe',
  prepare: (folders, port, calledAeTitle, warmUpFolder = '') => {
    const program = path.join(import.meta.dirname, 'lethe-send.js');
    return startSender(process.execPath, [program, String(port), calledAeTitle, warmUpFolder, ...folders]);
  },
};

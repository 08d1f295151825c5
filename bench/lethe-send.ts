/**
 * `node lethe-send.js PORT CALLED_AE WARM_UP_FOLDER FOLDER...`: sends each folder over an association of its own with Lethe's SCU. Says
 * `ready`, begins when a line comes, says `ended STATUS`, and lives until its input ends, so that it can be measured.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { once } from 'node:events';
import { storableFile, storeFiles, type StorableFile } from '../test/peers/scu.js';

const [port, calledAeTitle, warmUpFolder, ...folders] = process.argv.slice(2);
if (port === undefined || calledAeTitle === undefined)
  throw new Error('usage: lethe-send PORT CALLED_AE WARM_UP_FOLDER FOLDER...');

async function storablesIn(folder: string): Promise<readonly StorableFile[]> {
  return (await readdir(folder)).toSorted().map((name) => storableFile(path.join(folder, name)));
}

async function send(files: readonly StorableFile[]): Promise<void> {
  let stored = 0;
  const failure = await storeFiles({
    port: Number(port),
    calledAeTitle: calledAeTitle ?? '',
    files,
    onOutcome: (_file, outcome) => {
      if (outcome.kind !== 'stored') throw new Error(`not stored: ${outcome.kind}`);
      stored += 1;
    },
  });
  if (failure !== undefined) throw new Error(`no association: ${failure.kind}`);
  if (stored !== files.length) throw new Error(`${stored} of ${files.length} stored`);
}

// A node knows from its rows what lies in its spool, so reading the heads is not part of what is measured.
const work = await Promise.all(folders.map(storablesIn));
if (warmUpFolder !== undefined && warmUpFolder !== '') await send(await storablesIn(warmUpFolder));
console.log('ready');
await once(process.stdin, 'data');
await Promise.all(work.map(send));
console.log('ended 0');

/** The whole road in one command: a node on embedded defaults, samples sent to it over a socket, clean files out. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { loadConfig } from '../config.js';
import { startNode } from '../daemon.js';
import { lookupTag } from '../dicom/dictionary.js';
import { indexInstance, requireInstance, type IndexedInstance } from '../dicom/instance.js';
import { findElement, type DataElement, type DataSet } from '../dicom/model.js';
import { readFileHeader, type FileHeader } from '../dicom/part10.js';
import { openFileSource } from '../dicom/source.js';
import { formatTag, isGroupLengthTag, TAG, type Tag } from '../dicom/tag.js';
import { sopClassName } from '../dicom/uid-registry.js';
import { readValue, readValues } from '../dicom/values.js';
import { openFileSource as openDataSet } from '../dimse/file-source.js';
import { planContexts } from '../dimse/plan-contexts.js';
import { openAssociation } from '../dimse/scu.js';
import { formatStatus } from '../dimse/status.js';
import { LetheError } from '../errors.js';
import { createLog } from '../log.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { makeOutputFolder, print, visible } from './output.js';
import { writePreview, type MaskedFile } from './preview.js';
import { packageFolder, version } from './version.js';

interface Sample {
  readonly path: string;
  readonly header: FileHeader;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly sizeBytes: number;
}

const WAIT_MS = 60_000;
const TOP_INDENT = '  ';
const MAX_NESTED_SHOWN = 2;

export async function demo(options: { out?: string }): Promise<ExitCode> {
  const folder = options.out ?? mkdtempSync(join(tmpdir(), 'lethe-demo-'));
  const clean = join(folder, 'clean');
  makeOutputFolder(folder);
  const settings = {
    host: '127.0.0.1',
    dataDir: join(folder, 'data'),
    destinations: { folder: { type: 'folder', path: clean } },
    spool: { reserveBytes: 0 },
  };
  // Port 0: the system chooses one that is free.
  const config = {
    ...loadConfig({
      file: join(folder, 'lethe.yaml'),
      text: JSON.stringify(settings),
      env: process.env,
      cwd: folder,
    }),
    port: 0,
  };
  const node = await startNode(config, createLog({ level: 'error', format: 'text' }), version());
  try {
    print(
      `Lethe ${version()} listens on ${node.host}:${String(node.port)} as LETHE; its data lie in ${config.dataDir}`,
    );
    const samples = readSamples(join(packageFolder(), 'samples'));
    await send(samples, node.port);
    // A second demo in the same folder sends duplicates: they are delivered already.
    const delivered = await waitForFiles(clean, samples.length);
    const masked = delivered.flatMap((file) => describe(file, samples, folder));
    const sheets = await writePreview(join(folder, 'preview'), masked);
    print('');
    print(`${String(delivered.length)} clean instances lie in ${clean}`);
    for (const sheet of sheets) print(`What was hidden in pixels, before and after: ${sheet}`);
    print(
      'Next: `npm start` runs the node for good on port 11112, and `npx lethe --help` lists the commands.',
    );
  } finally {
    await node.stop();
  }
  return EXIT.ok;
}

function readSamples(folder: string): Sample[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.dcm'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const source = openFileSource(path);
      try {
        const header = readFileHeader(source);
        const { sopClassUid, sopInstanceUid } = requireInstance(indexInstance(source, header));
        return {
          path,
          header,
          sopClassUid,
          sopInstanceUid,
          transferSyntaxUid: header.transferSyntaxUid,
          sizeBytes: source.size,
        };
      } finally {
        source.close();
      }
    });
}

async function send(samples: readonly Sample[], port: number): Promise<void> {
  for (const planned of planContexts(samples)) {
    const outcome = await openAssociation({
      host: '127.0.0.1',
      port,
      callingAeTitle: 'DEMO_SCANNER',
      calledAeTitle: 'LETHE',
      contexts: planned.contexts,
    });
    if (outcome.kind !== 'accepted')
      throw new LetheError(
        'DESTINATION_NOT_REACHABLE',
        `the node did not accept the association: ${outcome.kind}`,
      );
    for (const sample of planned.instances) {
      const { dataSetOffset } = sample.header;
      const stored = await outcome.association.store({
        ...sample,
        open: () => openDataSet(sample.path, dataSetOffset, sample.sizeBytes - dataSetOffset),
      });
      const answer = 'status' in stored ? formatStatus(stored.status) : stored.kind;
      print(
        `sent ${sopClassName(sample.sopClassUid) ?? sample.sopClassUid}, ${String(sample.sizeBytes)} bytes: answered ${answer}`,
      );
    }
    await outcome.association.release();
  }
}

async function waitForFiles(folder: string, count: number): Promise<string[]> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const files = filesBelow(folder);
    if (files.length >= count) return files.sort();
    if (Date.now() > until)
      throw new LetheError(
        'NOT_FOUND',
        `only ${String(files.length)} of ${String(count)} instances were delivered in a minute`,
      );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.dcm'))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

/**
 * Prints what changed between a sample and what came out, element by element. The samples' identities are made up.
 * @returns the two files where the pixels changed
 */
function describe(file: string, samples: readonly Sample[], folder: string): MaskedFile[] {
  const after = openFileSource(file);
  const header = readFileHeader(after);
  const output = indexInstance(after, header);
  // The size of the pixels and the SOP class stay, which finds the original among the samples.
  const original = samples.find(
    (sample) =>
      sample.sopClassUid === header.sopClassUid && sample.transferSyntaxUid === header.transferSyntaxUid,
  );
  print('');
  print(relative(folder, file));
  if (original === undefined) {
    after.close();
    return [];
  }
  const source = openFileSource(original.path);
  const input = indexInstance(source, original.header);
  compare(
    { instance: input, dataSet: input.dataSet },
    { instance: output, dataSet: output.dataSet },
    TOP_INDENT,
  );
  const isMasked = !pixelsOf(input).equals(pixelsOf(output));
  source.close();
  after.close();
  return isMasked ? [{ input: original.path, output: file, frame: 0 }] : [];
}

function pixelsOf({ dataSet, source }: IndexedInstance): Buffer {
  const element = findElement(dataSet, TAG.pixelData);
  return element === undefined ? Buffer.alloc(0) : readValue(source, element);
}

interface Side {
  readonly instance: IndexedInstance;
  readonly dataSet: DataSet;
}

function compare(before: Side, after: Side, indent: string): void {
  const left = byTag(before.dataSet);
  const right = byTag(after.dataSet);
  const tags = [...new Set([...left.keys(), ...right.keys()])]
    .filter((tag) => !isGroupLengthTag(tag))
    .sort((a, b) => a - b);
  let kept = 0;
  for (const tag of tags) {
    const was = left.get(tag);
    const is = right.get(tag);
    const name = `${indent}${formatTag(tag)} ${(lookupTag(tag)?.keyword ?? 'private').padEnd(34)}`;
    if (
      was !== undefined &&
      is !== undefined &&
      readValue(before.instance.source, was).equals(readValue(after.instance.source, is))
    ) {
      kept += 1;
      if (tag === TAG.pixelData) print(`${name} kept, byte for byte (${String(is.valueLength)} bytes)`);
    } else if (was === undefined && is !== undefined) print(`${name} added    ${show(after, is)}`);
    else if (was !== undefined && is === undefined) print(`${name} removed  ${show(before, was)}`);
    else if (was !== undefined && is !== undefined) {
      print(`${name} changed  ${show(before, was)} -> ${show(after, is)}`);
      // Reports nest deeply; their first levels show what happens at all of them.
      if (indent.length > MAX_NESTED_SHOWN * TOP_INDENT.length) continue;
      is.items?.forEach((item, index) => {
        const inner = was.items?.[index];
        if (inner !== undefined)
          compare(
            { instance: before.instance, dataSet: inner.dataSet },
            { instance: after.instance, dataSet: item.dataSet },
            `${indent}  `,
          );
      });
    }
  }
  if (indent === TOP_INDENT) print(`${indent}${String(kept)} elements kept as they were`);
}

function byTag(dataSet: DataSet): Map<Tag, DataElement> {
  return new Map(dataSet.elements.map((element) => [element.tag, element]));
}

function show(side: Side, element: DataElement): string {
  if (element.items !== undefined) return `(${String(element.items.length)} items)`;
  const values = readValues(side.instance.source, element);
  if (values.length === 0)
    return element.valueLength === 0 ? '(empty)' : `(${String(element.valueLength)} bytes)`;
  const text = visible(values.join('\\'));
  return `'${text.length > 48 ? `${text.slice(0, 45)}...` : text}'`;
}

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort, isListening, waitFor } from './network.js';
import { startProcess, type RunningProcess } from './process.js';

/** A modality that Orthanc may send to. */
export interface Modality {
  readonly aeTitle: string;
  readonly port: number;
}

export interface OrthancOptions {
  /** Its configuration and storage live here; made if it is not there. */
  readonly dir: string;
  readonly aeTitle?: string;
  readonly port?: number;
  readonly modalities?: Readonly<Record<string, Modality>>;
  /** The text of a Lua script. */
  readonly luaScript?: string;
  /** Further configuration, in Orthanc's own words. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

export interface Orthanc extends RunningProcess {
  readonly port: number;
  readonly httpPort: number;
  /** GET of a path of the REST API, parsed. */
  readonly get: (path: string) => Promise<unknown>;
  /** GET of a path of the REST API, as bytes. */
  readonly getBytes: (path: string) => Promise<Buffer>;
  readonly storageFolder: string;
}

/**
 * Starts Orthanc on loopback with its own storage and Debian's defaults otherwise (files are synced, its database is not).
 * @throws Error when it ends before it listens
 */
export async function startOrthanc({
  dir,
  aeTitle = 'ORTHANC',
  port,
  modalities = {},
  luaScript,
  configuration = {},
}: OrthancOptions): Promise<Orthanc> {
  const dicomPort = port ?? (await freePort());
  const httpPort = await freePort();
  const storageFolder = path.join(dir, 'storage');
  await mkdir(storageFolder, { recursive: true });
  const luaFile = path.join(dir, 'script.lua');
  if (luaScript !== undefined) await writeFile(luaFile, luaScript);
  const configurationFile = path.join(dir, 'orthanc.json');
  await writeFile(
    configurationFile,
    JSON.stringify(
      {
        Name: 'test',
        StorageDirectory: storageFolder,
        IndexDirectory: storageFolder,
        DicomAet: aeTitle,
        DicomPort: dicomPort,
        HttpPort: httpPort,
        HttpServerEnabled: true,
        RemoteAccessAllowed: false,
        AuthenticationEnabled: false,
        DicomAlwaysAllowStore: true,
        DicomCheckCalledAet: false,
        UnknownSopClassAccepted: true,
        LuaScripts: luaScript === undefined ? [] : [luaFile],
        DicomModalities: Object.fromEntries(
          Object.entries(modalities).map(([name, modality]) => [
            name,
            [modality.aeTitle, '127.0.0.1', modality.port],
          ]),
        ),
        ...configuration,
      },
      undefined,
      2,
    ),
  );

  const running = await startProcess('Orthanc', [configurationFile]);
  const url = `http://127.0.0.1:${httpPort}`;
  const ready = async (): Promise<boolean> =>
    running.hasExited() || ((await isListening(dicomPort)) && (await isListening(httpPort)));
  await waitFor(ready, { what: 'Orthanc', timeoutMs: 30_000 });
  if (running.hasExited()) throw new Error(`Orthanc ended at once: ${running.output()}`);

  const getBytes = async (resource: string): Promise<Buffer> => {
    const response = await fetch(`${url}${resource}`);
    if (!response.ok) throw new Error(`Orthanc answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  };
  return {
    ...running,
    port: dicomPort,
    httpPort,
    storageFolder,
    getBytes,
    get: async (resource) => JSON.parse((await getBytes(resource)).toString('utf8')) as unknown,
  };
}

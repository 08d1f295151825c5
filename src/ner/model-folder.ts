import { fileURLToPath } from 'node:url';
import { readManifest, readVerified } from './manifest.js';

/** The tagger's model, which comes with the package. */
export const NER_MODEL_FOLDER = fileURLToPath(new URL('../../../models/ner/', import.meta.url));

/**
 * Holds every file of a model against its manifest, without loading it.
 * @throws LetheError `MODEL_NOT_USABLE`
 */
export async function verifyModel(folder: string): Promise<void> {
  const manifest = await readManifest(folder);
  for (const name of Object.keys(manifest.files)) await readVerified(folder, manifest, name);
}

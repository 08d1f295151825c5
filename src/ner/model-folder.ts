import { fileURLToPath } from 'node:url';

/** The tagger's model, which comes with the package. */
export const NER_MODEL_FOLDER = fileURLToPath(new URL('../../../models/ner/', import.meta.url));

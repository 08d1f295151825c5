import { fileURLToPath } from 'node:url';

/** Holds the models that find and read text in pixels (`text-finder/`, `text-recogniser/`), which come with the package. */
export const OCR_MODELS_FOLDER = fileURLToPath(new URL('../../../models/', import.meta.url));

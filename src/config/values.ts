/** Forms of single values in `lethe.yaml`. */
import { z } from 'zod';
import { checkedText } from '../yaml/schema.js';

export const path = checkedText((text) => (text.trim() === '' ? 'must not be empty' : undefined));
export const host = checkedText((text) =>
  /^[A-Za-z0-9:._%-]{1,253}$/.test(text) ? undefined : 'expected a host name or an IP address',
);
export const port = z.int().min(1).max(65_535);

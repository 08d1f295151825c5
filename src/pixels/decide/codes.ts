/**
 * Lines that are one short run of letters and digits, as codes of patients, rooms and departments are: only what names a setting with certainty
 * makes them harmless.
 */
import { foldText, wordSet } from '../../deid/text/words.js';
import { areSettings } from './settings.js';
import { isOverlayWord, PARAMETERS, UNITS } from './overlay-words.js';

/** Settings of one letter whose numbers have three and four digits: window, level, centre. */
const WIDE = /^[wlc]$/i;
/** `7s`, `3T`, `60F`, `45Y`, `2x`: units of one letter. */
const SHORT_UNITS = /^[smtvgyhxfd]$/i;
const LONG_NUMBER_UNITS = /^[smv]$/;

/** Units of two letters that no setting is called by, as tube currents are `mA 20`. */
const BEHIND_NUMBERS: ReadonlySet<string> = wordSet('mm cm um nm px ms hz db ml dl kg gy');

/** Whether a line has the form of a code and nothing says that it is a setting. */
export function isCodeLike(text: string, headerWords: ReadonlySet<string>): boolean {
  const line = text.trim();
  // `S4574`, `F 695`, `V-5043`
  const [, letter, between, number = ''] = /^(\p{L})([ -]?)(\d{3,})$/u.exec(line) ?? [];
  if (letter !== undefined)
    return between === '' || number.length > (between === '-' ? 3 : 4) || !WIDE.test(letter);
  // `264H`, `12A`
  const [, count = '', unit] = /^(\d{1,4})(\p{L})$/u.exec(line) ?? [];
  if (unit !== undefined) return !(count.length > 2 ? LONG_NUMBER_UNITS : SHORT_UNITS).test(unit);
  // `B159T`, `OD15E`, `HF50VP`, where `FOV20cm` is a setting
  const [, name, after = ''] = /^(\p{L}{1,4})\d{1,4}(\p{L}{1,3})$/u.exec(line) ?? [];
  if (name !== undefined)
    return !(PARAMETERS.has(foldText(name)) && after.length > 1 && UNITS.has(foldText(after)));
  // `TE85-4`
  if (/^\p{L}{2,3}\d+-\d+$/u.test(line)) return true;
  // `BRL39`, `NVD-82`, `KGB 23`
  const [, code, sign] = /^(\p{L}{2,4})([ -]?)\d{1,4}$/u.exec(line) ?? [];
  if (code === undefined) return false;
  const folded = foldText(code);
  // `DB49`, in which a space was read: units stand behind their numbers.
  if (BEHIND_NUMBERS.has(folded) && /^\p{Lu}+ \d{2}/u.test(line)) return true;
  if (sign === '-') return !/^w[wlc]$/.test(folded);
  if (folded.length < 3 || isOverlayWord(folded) || headerWords.has(folded)) return false;
  return sign === '' || !areSettings(line);
}

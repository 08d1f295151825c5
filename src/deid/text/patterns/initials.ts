/** Which letters may be somebody's initials. Folded. */
import { SHORT_FORMS } from '../../vocabulary/short-forms.js';
import { isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { wordSet } from '../words.js';

/** Tests, operations and findings whose abbreviations have the form of initials. */
export const NO_INITIALS: ReadonlySet<string> = wordSet(
  'onc phy psa bnp cbc fbc bmp cmp crp esr inr ptt tsh ldh alt ast alp ggt hcg bun gfr cea afp ana rf ck wbc rbc hgb hb hct plt abg vbg csf ua uds lft tft rft hiv hbv hcv rpr pcr bhc ' +
    'avr mvr tvr avi cabg pci cea tkr thr tka tha tjr uka acl pcl mcl tur tah bso cs egd peg lar apr tep htep ktep vats fess ' +
    'wnl nad nka nil nos npo prn rom fwb nwb pwb lle rle lue rue tbd tba tbc na ok od os ou pt pts lt rt bil ap pa lat',
);

/** Two letters that say what, where or how, also where a person is expected. */
const PLAIN_PAIRS: ReadonlySet<string> = wordSet(
  'ok ct mr us pt nm cr dx xr mg xa rf tc rx rm pa ap pe iv qc ed er op lt rt km cd li re no na bp tx gi ai',
);

/** Whether letters after the name of somebody's part, or behind a name, are initials: two, but for a few; of three only those in no list. */
export function areInitialsOfRole(folded: string): boolean {
  if (folded.length === 2) return !PLAIN_PAIRS.has(folded);
  return nameRarity(folded) === 'unknown' && !isHeaderWord(folded) && !NO_INITIALS.has(folded);
}

/** Two letters that are no initials whoever wrote: modalities and answers. */
const NEVER = wordSet('ct mr us pt nm tc rm rx tk dt ul tt dx ok na no am pm iv im');

/** Whether letters are initials where nothing but a person is told. */
export function areOfNobodyElse(folded: string): boolean {
  return folded.length === 2 ? !NEVER.has(folded) : areInitialsOfRole(folded) && !SHORT_FORMS.has(folded);
}

/** Whether letters are in no list of abbreviations, so that they are initials where things are told as well. */
export function areLikelyInitials(folded: string): boolean {
  return areInitialsOfRole(folded) && !SHORT_FORMS.has(folded) && !isHeaderWord(folded);
}

/** Services, degrees and examinations, which ask and are asked for. */
const SERVICES = wordSet(
  'er ed gp md np pa ir rn or ct mr us pt nm xr dx rx iv icu ccu itu nicu picu ent obs gyn pcp ems ward mri pet cta mra ivp',
);

export function isService(folded: string): boolean {
  return SERVICES.has(folded);
}

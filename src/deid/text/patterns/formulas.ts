/** Names by the formula they stand in: `I, Jane Doe, have reviewed`, `thanks, Jane`, `Dear Jane`, `BG Doe 2 days old`, `Doe, Jane *12.3.1940`. */
import { isEponymUse } from '../../vocabulary/eponyms.js';
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { COMMON_SURNAMES, NICKNAMES } from './common-names.js';
import { isNameShaped } from './name-forms.js';
import { BODY_WORDS, PARTICLES, STOPS } from './names.js';
import type { Token } from '../words.js';
import { report, tokensWithin, SECONDED, type Finder, type Reading } from './reading.js';

/** What must be known of the words of a name. */
type Check =
  /** None is only a word of descriptions. */
  | 'formula'
  /** One at least is known for a name, or made as names are. */
  | 'name'
  /** The same, and it may be a word of which nobody would think beside an initial in brackets. */
  | 'initial';

/** Repeats are bounded and the joints of words exclude each other, so that no text is tried in many ways. */
const WORD = String.raw`(?:(?:O|D|L|Mc|Mac|Fitz)['’]?)?\p{Lu}[\p{Ll}\p{M}]+(?:['’-]\p{Lu}?[\p{Ll}\p{M}]+){0,3}`;
const LINK = String.raw`(?:(?:van|von|['’]t|de|der|den|da|do|dos|di|del|della|la|le|el|al|bin|bint|ní|ni|nic|mac|ter|ten|af|av) ){0,3}`;
const NAME = String.raw`((?:${LINK}${WORD}|\p{Lu}\.)(?: ${LINK}(?:${WORD}|\p{Lu}\.?)|-\p{Lu}\.?){0,3})(?![\p{L}\d])`;
/** Where a name may begin that nothing introduces. */
const BEGIN = String.raw`(?<![\p{L}\d-])`;
const CAPITALS = String.raw`(\p{Lu}[\p{Lu}\p{M}'-]{3,})(?![\p{L}\d])`;

const form = (pattern: string, flags = 'dgu'): RegExp => new RegExp(pattern, flags);
/** Without respect to the case of what introduces the name, which has its capitals. */
const any = (words: string): string =>
  words.replace(/\p{Ll}/gu, (letter) => `[${letter}${letter.toUpperCase()}]`);

const FAMILY_NAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢姜崔钟谭陆汪范廖贾夏韦付邹孟熊秦邱尹薛闫段雷侯史陶黎贺顾毛郝龚邵钱严覃武戴莫孔汤';

const FORMULAS: readonly (readonly [RegExp, number, Check])[] = [
  // `I, Jane Doe, MD, have reviewed`; `Ich, Jane Doe, habe`.
  [form(`(?<![\\p{L}\\d])(?:I|Ich|Je soussignée?|Yo|Io|Eu|Ik), ?(?:[Dd]r\\.? )?${NAME},`), 0.75, 'formula'],
  // Who writes, at the end.
  [
    form(
      `(?<![\\p{L}\\d])${any('(?:thanks|thank you|thanx|thx|many thanks|ty|kind regards|best regards|regards|best wishes|cheers|sincerely|yours|danke|vielen dank|lg|mfg|liebe grüße|viele grüße|mit freundlichen grüßen|merci|cordialement|bien à vous|gracias|un saludo|saludos|atentamente|grazie|cordiali saluti|saluti|obrigado|obrigada|atenciosamente|bedankt|groet|groeten|met vriendelijke groet|mvg|pozdrawiam|dziękuję|tack|hälsningar|mvh|med vänlig hälsning)')}[,!.;]?(?: ?[-–]|\\s)\\s{0,8}(?:[Dd]r\\.? |Prof\\.? )?${NAME}\\s{0,8}[.!]?\\s{0,8}$`,
    ),
    0.7,
    'formula',
  ],
  // Who is written to, at the begin.
  [
    form(
      `(?:^|[\\r\\n])[^\\S\\r\\n]{0,8}${any('(?:hi|hello|dear|hallo|liebe|lieber|bonjour|chère?|hola|estimado|estimada|caro|cara|beste|hej|bom dia|olá)')} (?:[Dd]r\\.? |Mr\\.? |Mrs\\.? |Ms\\.? |Frau |Herr )?${NAME}\\s{0,8}(?:[,!:-]|$|[\\r\\n])`,
    ),
    0.7,
    'formula',
  ],
  // Newborns go by their family: `BG Doe 2 day old`.
  [form(`(?<![\\p{L}\\d])(?:BB|BG|B/G|B/B|NB|RN de) ${NAME}(?=[ ,]{1,2}\\d|\\s{0,8}$|,)`), 0.65, 'name'],
  [form(`(?:^|[;,] ?)(?:BB|BG|B/G|B/B) ${CAPITALS}(?=[ ,]{1,2}\\d|\\s{0,8}$|,)`), 0.65, 'name'],
  // `Doe, Jane *12.3.1940`, `Jane Doe (geb. 3.4.1950)`, `Jane Doe, DOB 3/4/50`.
  [
    form(
      `${BEGIN}${NAME},? ?(?:\\*|†|\\(?(?:geb\\.?|née? le|née?|nato|nata|DOB:?|dob:?|D\\.O\\.B\\.?:?|ur\\.|f\\.|fødd?|nacid[oa] el)) ?(?=\\d)`,
    ),
    0.65,
    'formula',
  ],
  [
    form(
      `${BEGIN}(${WORD}, ?${WORD}(?: ${WORD})?),? ?(?:\\*|†|\\(?(?:geb\\.?|née? le|née?|nato|nata|DOB:?|dob:?|D\\.O\\.B\\.?:?|ur\\.|f\\.|fødd?|nacid[oa] el)) ?(?=\\d)`,
    ),
    0.7,
    'formula',
  ],
  // `Doe, J.`, `(Doe, J)`: a surname and an initial, and nothing after.
  [form(`(?<=\\()(${WORD}, ?\\p{Lu}\\.?)(?=\\))`), 0.65, 'initial'],
  [form(`${BEGIN}(${WORD}, ?\\p{Lu}\\.?)(?=\\s{0,8}$|\\s[-–]\\s)`), 0.65, 'name'],
  [form(`(?<=\\p{L}[.:]? )(${WORD}, ?\\p{Lu}\\.)(?=\\s{0,8}$)`), 0.65, 'formula'],
  // `MRS DOE HAS A PACEMAKER`: `MR` is a modality where no verb follows.
  [
    form(
      `(?<![\\p{L}\\d])(?:MR|MRS|MS|MISS) ${CAPITALS}(?= (?:HAS|IS|WAS|WILL|HAD|CANNOT|CAN|REFUSED|DECLINED|COMPLAINS|STATES|NEEDS|WANTS|DENIES|REPORTS|FELL|CAME|ARRIVED)(?!\\p{L}))`,
    ),
    0.75,
    'formula',
  ],
  // `par le Pr Doe`, `Pre Doe`.
  [
    form(
      `(?<=(?:^|[^\\p{L}])(?:[Ll]e|[Ll]a|[Aa]u|[Dd]u|[Pp]ar|[Cc]hez|[Aa]vec|[Ll]es) )(?:Pr|Pre|Prs) ${NAME}`,
    ),
    0.8,
    'formula',
  ],
  // `name should be Jane Doe, not Jane Roe`.
  [
    form(
      `(?<![\\p{L}\\d])${any('(?:name|nom|nombre|nome|naam|images|films|study)')}(?: \\p{Ll}+){0,3}? (?:be|is|was|are|were|to|of|reads|read|ist|sind|heißt|lautet|est|sont|es|son|è|é|moet|zijn):? (${WORD}(?: ${WORD}){1,3})(?=,? not |,? nicht |,? pas |,? (?:y )?no |,? non |,? niet |\\s{0,8}$|[.;)])`,
    ),
    0.7,
    'name',
  ],
  [
    form(
      `(?<![\\p{L}\\d])${any('(?:name|nom|nombre|nome|naam)')} .{4,50}?(?:not|nicht|pas|non|niet|instead of|statt) (${WORD}(?: ${WORD}){1,3})`,
    ),
    0.65,
    'name',
  ],
  // `thank you for referring Jane Doe`.
  [
    form(
      `(?:[Tt]hank(?:s| you) for (?:referring|sending|seeing|allowing me to see) |[Rr]e: ?|RE: ?)(?:[Mm]rs?\\.? |[Mm]s\\.? |[Mm]iss )?${NAME}(?=,? (?:for|to|who|with|from|regarding|DOB|dob|and|back)(?!\\p{L})|[.,;]|\\s{0,8}$)`,
    ),
    0.7,
    'formula',
  ],
  // `see Doe note`.
  [
    form(
      `(?<!\\p{L})(?:[Ss]ee|[Pp]er|[Rr]efer to|[Cc]f\\.?) ${NAME}(?= (?:notes?|report|letter|addendum|e-?mail|message|comments?)(?!\\p{L}))`,
    ),
    0.7,
    'name',
  ],
  // `maiden name Doe`.
  [
    form(
      `(?<![\\p{L}\\d])${any('(?:maiden name|birth name|married name|former name|mädchenname|geburtsname|nom de jeune fille|nom de naissance|apellido de soltera|cognome da nubile|nome de solteira|meisjesnaam)')}(?: (?:is|was|ist|war|est))?:? ${NAME}`,
    ),
    0.75,
    'formula',
  ],
  // `家属王丽华 电话`: a relative by name, the family name one of the most frequent.
  [
    new RegExp(
      `(?:家属|联系人|陪护|女儿|儿子|丈夫|妻子|母亲|父亲)[:： ]?([${FAMILY_NAMES}]\\p{Script=Han}{1,2})(?=[ ，,、]|电话|$)`,
      'dgu',
    ),
    0.7,
    'formula',
  ],
  // `患者诸葛晓梅，女，56岁`.
  [form(String.raw`(?:患者|病人|病患) ?(\p{Script=Han}{2,4})(?=[，,、 ] ?[男女])`), 0.85, 'formula'],
];

/** What one of the formulas at least has, so that few texts are searched for all of them. */
const MAY_HOLD =
  /(?:^|[^\p{L}])(?:(?:I|Ich|Je soussignée?|Yo|Io|Eu|Ik),|B\/?[BG] |NB |RN de |M(?:R|RS|S|ISS) \p{Lu}{4}|(?:Pre?|Prs) \p{Lu})|[*†] ?\d|(?:geb|nat[oa]|n[ée]e?|DOB|dob|D\.O\.B|ur|fødd?|f|nacid[oa] el)[.: ]{1,3}(?:le )?\d|, ?\p{Lu}\.?(?:\)|\s*$|\s[-–])|家属|联系人|陪护|女儿|儿子|丈夫|妻子|母亲|父亲|患者|病人|病患|[Tt]hank|[Rr][Ee]: ?|(?:[Ss]ee|[Pp]er|refer to|[Cc]f\.?) \p{Lu}|(?:name|nom|nombre|nome|naam|images|films|study) |(?:name|nom de|apellido de|nubile|solteira|naam)(?: |:)|thank|thanx|thx|\bty\b|regards|wishes|cheers|sincerely|yours|dank|\blg\b|\bmfg\b|grüße|merci|cordial|bien à|gracias|salud|atent|grazie|salut|obrigad|atencios|groet|\bmvg\b|pozdr|dzięk|tack|häls|\bmvh\b|^[^\S\r\n]{0,8}(?:hi|hello|dear|hallo|lieber?|bonjour|chère?|hola|estimad|car[oa]|beste|hej|bom|olá) /imu;

export const findFormulas: Finder = (reading, found) => {
  if (!MAY_HOLD.test(reading.text)) return;
  for (const [pattern, confidence, check] of FORMULAS)
    for (const match of reading.text.matchAll(pattern)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      if (start < end && isName(reading, start, end, check))
        report(
          found,
          start,
          end,
          'person',
          check !== 'initial' && isOfWords(reading, start, end) ? SECONDED : confidence,
        );
    }
};

/** Lists of words have rare names, too. */
function isOfWords(reading: Reading, start: number, end: number): boolean {
  return wordsOf(reading, start, end).every(({ folded }) => nameRarity(folded) === 'word');
}

function wordsOf(reading: Reading, start: number, end: number): readonly Token[] {
  return tokensWithin(reading, start, end).filter(
    ({ folded }) => folded.length > 1 && !PARTICLES.has(folded),
  );
}

/** Whether the words of a span may be somebody's name. */
function isName(reading: Reading, start: number, end: number, check: Check): boolean {
  const words = wordsOf(reading, start, end);
  if (words.length === 0) return false;
  if (words.some(({ folded }) => STOPS.has(folded) || BODY_WORDS.has(folded))) return false;
  const isPerson = (folded: string): boolean =>
    COMMON_SURNAMES.has(folded) || NICKNAMES.has(folded) || nameRarity(folded) === 'name';
  if (words.some(({ folded }) => isHeaderWord(folded) && !isPerson(folded))) return false;
  // `Kolonkontrast Welin *1917`, `Sella dyn Hardy ur. 1969`, `LAVA-Flex Wat *1921`: what is done, and how.
  const areTwoNames =
    words.length > 1 &&
    words.every(({ folded }) => COMMON_SURNAMES.has(folded) || nameRarity(folded) === 'name');
  if (
    !areTwoNames &&
    words.every(({ folded }) => isEponym(folded) || (words.length > 1 && nameRarity(folded) === 'word'))
  )
    return false;
  const [only] = words;
  if (only?.start === start && only.end === end) {
    if (isEponymUse(reading.tokens, reading.tokens.indexOf(only))) return false;
    if (only.folded.length < 4 && nameRarity(only.folded) === 'unknown') return false;
  }
  return check !== 'name' || words.some(({ folded }) => isPerson(folded) || isNameShaped(folded));
}

/** Names of East Asia: words are not divided, so that the words around a name stand in one run with it. */
import { isEastAsianTerm } from './east-asian-terms.js';
import { JAPANESE_NAME } from './japanese-surnames.js';
import { report, type Finder, type Reading } from './reading.js';

const HAN_NAME = '[\\p{Script=Han}々]{2,4}';
const KANA = '[\\p{Script=Hiragana}\\p{Script=Katakana}ー・]{2,12}';
/** Frequent surnames as they read, before a given name: foreign words stand in katakana, too, so that the surname has to be known. */
const KANA_SURNAMES =
  'サトウ|スズキ|タカハシ|タナカ|イトウ|ワタナベ|ヤマモト|ナカムラ|コバヤシ|カトウ|ヨシダ|ヤマダ|ササキ|ヤマグチ|マツモト|イノウエ|キムラ|ハヤシ|シミズ|ヤマザキ|ヤマサキ|イケダ|ハシモト|アベ|イシカワ|ヤマシタ|ナカジマ|ナカシマ|オガワ|イシイ|マエダ|オカダ|ハセガワ|フジタ|ゴトウ|コンドウ|ムラカミ|エンドウ|アオキ|サカモト|サイトウ|フクダ|オオタ|ニシムラ|フジイ|カネコ|オカモト|フジワラ|ミウラ|ナカノ|ナカガワ|ハラダ|マツダ|タケウチ|オノ|タムラ|ナカヤマ|ワダ|イシダ|モリタ|ウエダ|ハラ|シバタ|サカイ|クドウ|ヨコヤマ|ミヤザキ|ミヤモト|ウチダ|タカギ|アンドウ|タニグチ|オオノ|マルヤマ|イマイ|タカダ|フジモト|タケダ|ムラタ|ウエノ|スギヤマ|マスダ|スガワラ|ヒラノ|コジマ|オオツカ|チバ|クボ|マツイ|イワサキ|サクライ|ノグチ|マツオ|ノムラ|キクチ|サノ|オオニシ|スギモト|アライ|ハマダ|イチカワ|フルカワ|ミズノ|コマツ|シマダ|コヤマ|タカノ|ヤマウチ|ニシダ|キクタ|ホンダ|ヒラタ|ニシカワ|カワムラ|カワカミ|ツチヤ|ヨシムラ|ヨシカワ';
const KANA_NAME = new RegExp(
  `(?<![\\p{Script=Katakana}ー])((?:${KANA_SURNAMES})(?:[ \\u3000・]?[\\p{Script=Katakana}ー]{2,5}))(?![\\p{Script=Katakana}ー])`,
  'dgu',
);
/** A surname alone: between the ends of the text, spaces and signs. Shorter ones are words, too. */
const KANA_SURNAME = new RegExp(
  `(?<=^|[ \\u3000_/,、-])((?:${KANA_SURNAMES.split('|')
    .filter((name) => name.length > 2)
    .flatMap((name) => [name, hiragana(name)])
    .join('|')})(?:[ \\u3000]?[\\p{Script=Hiragana}]{2,4})?)(?=$|[ \\u3000_/,、-])`,
  'dgu',
);

function hiragana(katakana: string): string {
  return katakana.replace(/[ァ-ヶ]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0x60));
}

const EAST_ASIAN_FORMS: readonly (readonly [RegExp, number])[] = [
  // After a word for a role: 患者名：山田太郎, 姓名: 王小明, 환자명: 김철수.
  [
    new RegExp(
      `(?:患者名|患者氏名|患者|氏名|姓名|担当医|主治医|依頼医|読影医|医師|技師|医生|환자명|환자|성명|이름|담당의|의사|판독의)[:= ]{1,2}([\\p{Script=Han}々]{1,3} [\\p{Script=Han}々]{1,3}(?= |$)|${HAN_NAME}|${KANA}(?: ${KANA})?|\\p{Script=Hangul}{2,4})(?![\\p{L}])`,
      'gdu',
    ),
    0.9,
  ],
  // Before an honorific: 山田様, 山田太郎先生, 王女士, 김철수님.
  [
    new RegExp(
      `(?<![\\p{Script=Han}])(${HAN_NAME}(?: ${HAN_NAME})?) ?(?:様|さん|殿|先生|女士|医師|医生|教授)(?![\\p{Script=Han}])`,
      'gdu',
    ),
    0.85,
  ],
  [KANA_NAME, 0.75],
  [KANA_SURNAME, 0.65],
  [JAPANESE_NAME, 0.65],
  [/(?<!\p{L})(\p{Script=Hangul}{2,4}) ?(?:님|씨|교수|선생님|환자)(?!\p{L})/dgu, 0.8],
];

export function findEastAsianNames({ text }: Reading, found: Parameters<Finder>[1]): void {
  for (const [form, confidence] of EAST_ASIAN_FORMS)
    for (const match of text.matchAll(form)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      // Family and given name apart, or a name and what comes after it.
      const words = text
        .slice(start, end)
        .split(' ')
        .map((word) => isEastAsianTerm(word));
      const isAfter = words[1] === true;
      if (start < end && words[0] !== true)
        report(found, start, isAfter ? text.indexOf(' ', start) : end, 'person', confidence);
    }
}

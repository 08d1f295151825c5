/**
 * Words of examinations in Chinese, Japanese and Korean. These scripts do not divide words, so that no list of words can be
 * asked; the characters of these terms hardly occur in names.
 */
const TERM =
  /[頭胸腹頸頚腰胴体骨肩股膝][部盤椎腔]|[头颅颈盆膝髋踝腕肘][颅部盆骨关]|[像影造検检査查断撮診诊線线療疗血腫肿癌炎脳脑肺肝胃腸肠腎肾膀胱椎脊髄髓肢腔瘤術术症病剤剂薬药頭颅腹]|単純|单纯|平扫|增强|対象|左|右|両側|双侧|흉부|복부|두부|경부|골반|척추|조영|촬영|검사|영상|단순|판독|좌측|우측|무릎|어깨|뇌|폐|간|심장|복강|초음파/;

/** Whether a run of such a script names a part of the body or an examination rather than a person. */
export function isEastAsianTerm(text: string): boolean {
  return TERM.test(text);
}

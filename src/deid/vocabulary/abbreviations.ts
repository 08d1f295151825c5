/** Abbreviations of descriptions that may be somebody's initials, or a short name, as well. Folded. */

/** Views, sides and the like, which stand in brackets more often than somebody's initials do. */
export const VIEWS: ReadonlySet<string> = new Set(
  'ap pa lat lao rao lpo rpo cc mlo ml lm ax cor sag tra obl ll rl lr hf fh si is rt lt bh fb wo iv po nc ce pre pst mip mpr vrt adc dwi swi fa t1 t2 pd st ir gre se tse ff mr ct us pt nm dx cr xa rf mg'.split(
    ' ',
  ),
);

/** Contrast, resolution, dose and the like, with which descriptions end more often than with initials. */
const ENDINGS = new Set(
  'km hr ld hd fu wb gd kv kg ms fs tof sd md nv nk kd ng te ti ta tr cm cc lv rv la ra re cs tc id st sl tw bw wl ww ed es ef tt dd hu pe mi bx lp op ln le ul sr vr ob ds fl ca cp af ra oa tb uc cf cv bp hr rr gi gu bk im ac ss dr cap pan pin rod due gbm lad acl pv tv fx gb ip dm dj vp lf ub nj ga ven nat dia dex sax vla hla lax cal sky peg dot tac fus neo ent'.split(
    ' ',
  ),
);

/** With which descriptions end, whoever has these initials. */
export function isAbbreviation(letters: string): boolean {
  return VIEWS.has(letters) || ENDINGS.has(letters);
}

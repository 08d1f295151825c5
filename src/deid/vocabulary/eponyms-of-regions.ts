/**
 * Projections, measures and instruments that descriptions call by a name alone, beside what they are of: `Knee Laurin`, `XR Scaphoid
 * Stecher`, `Fetal HC/BPD Hadlock`. Our own list; folded, regions before the bar and names after it.
 */
const LINES = `
shoulder schulter epaule hombro spalla ombro schouder skulder axel shldr gh glenohumeral clavicle ac acg skap scapula|bernageau grashey neer garth stryker lawrence rockwood zanca velpeau hermodsson didiee alexander bristow
knee knie genou rodilla ginocchio joelho kna patella kniescheibe rotule rotula pfj femoropatellar|laurin merchant settegast hughston ficat rosenberg camp coventry beclere frik holmblad insall caton
hip hips hufte huefte hanche cadera anca quadril heup hofte pelvis becken bassin acetabulum|lauenstein dunn judet danelius clements nakayama lequesne cleaves ferguson rippstein bernau
hand hands wrist handgelenk poignet muneca polso punho pols scaphoid kahnbein scaphoide navicular thumb daumen pouce carpal|norgaard brewerton stecher gaynor hart robert burman schreck bridgman bett
foot feet fuss pied pie piede voet calcaneus calcaneum heel ferse talon ankle osg subtalar talus|isherwood broden harris beath saltzman canale cobey anthonsen sanders
skull schadel schaedel crane craneo cranio schedel sinus sinuses nnh pns orbit orbits mastoid mastoids felsenbein temporal facial face|towne caldwell cald waters stenvers schuller mayer law rhese haas titterington chausse arcelin altschul
spine hws cspine c cervical rachis columna colonna|grandy twining ottonello pavlov fuchs
breast breasts mg mammo mamma mammografia mammographie mammography implant implants view views|eklund
tof mra circle polygon cow|willis
kidney kidneys renal column niere|bertin
ob obs obgyn gyn fetal foetal fetus biometry biometrie hc bpd fl ac efw ga measurements crl|hadlock merz jeanty hansmann chitty robinson shepard campbell
colon abdomen dunndarm kolon bowel gi|sellink welin herlinger
scrotal scrotum varicocele varikozele testis|sarteschi dubin
sialo parotis parotid speichel salivary|stenon stensen wharton bartholin
coro coronary cath catheter lca rca angio diagnostic radial|judkins sones amplatz tiger
pocus fast kidney liver douglas|morison douglas
tavi tavr aortic valve klappe aortenklappe|edwards sapien
groin leiste inguinal hernia hernie bauchwand|spieghel spiegel nyhus
`;

const REGIONS = new Map<string, ReadonlySet<string>>();
for (const line of LINES.trim().split('\n')) {
  const [regions = '', names = ''] = line.split('|');
  const set = new Set(regions.split(' '));
  for (const name of names.split(' ')) REGIONS.set(name, new Set([...(REGIONS.get(name) ?? []), ...set]));
}

/** Whether a word is an eponym of what stands beside it. */
export function isOfRegion(word: string, neighbour: string): boolean {
  return REGIONS.get(word)?.has(neighbour) === true;
}

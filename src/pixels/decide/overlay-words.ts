/**
 * Words, abbreviations and units that devices write on images: sides, views, positions, technique, scales, states of the
 * console. All folded (`foldText`). None of them is a name.
 */
import { wordSet } from '../../deid/text/words.js';

/** Marks that say something alone, however short: sides, views and positions (PS3.3 C.7.6.1.1.1, PS3.16 CID 4010 and its like). */
export const MARKS: ReadonlySet<string> = wordSet(`
r l lt rt ap pa lat lao rao lpo rpo cran caud cranial caudal mlo lmlo rmlo rcc lcc rml lml rlm llm xccl rxccl lxccl rspot lspot rmag lmag ffdm hfs hfp ffs ffp hfdr hfdl ffdr ffdl
left right anterior posterior superior inferior ant inf head feet foot supine prone erect upright decubitus decub standing sitting portable mobile stat
post pre rest stress inspiration expiration insp exp weightbearing axial coronal sagittal oblique lateral medial frontal ax cor sag obl tra
izq der links rechts gauche droite izquierda derecha sinistra destra stehend liegend debout couche
dch drt esq dir dext llat rlat lld rld rlq llq ruq luq nwb seated semierect xtable bipede ortho clino pie carico carga decubito decubitus procubitus prona assis sitzend aufrecht belastet unbelastet zittend staand
flex ext flexion extension neutral mortise tunnel sunrise skyline swimmers scout scanogram topogram planar
nativ native art ven portven portal portalven portalvenos venos arteriell spat late early delay delayed excretory nephro
cbd cca ica eca lvot rvot rvo ivc svc ivs jugulum xiphoid xyphoid symphyse symphysis umbilicus
thi cine live frozen freeze
`);

/** Names of settings and measures; a number follows or goes before. */
export const PARAMETERS: ReadonlySet<string> = wordSet(`
te tr ti et etl fa nex nsa fov dfov sl st thk slthk sp gap bw ww wl wc win lev level window width center centre w l c
kv kvp kvs ma mas mah mai ms msec ei exi di dap kerma dlp ctdi ctdivol dfp sid sod ffd grid fs pitch rot tilt gantry scan delay
mi tis tib tic ti dr dyn gn gain agc tgc pwr power ao ap frq freq depth map persist per edge sector zoom mag magn rs res pen gen prf wf sv sg
angle vel scale gate baseline sweep speed line density dens smooth comp compr reject rej enh filter kernel recon algo matrix mat
im img image images ima se ser series sn fr frame frames cine loop acq slice slices sli pos loc location table tab time int
hr bpm fps hz khz mhz db vol area circ dist length diam diameter len ed es ef ivs lv rv la ra ps ri pi sd psv edv s d t p x y z a b m n i f h v
view proj plane stn phase echo coil channel channels ch shot exp expo exposure dose air count counts total kcts mean min max std dev roi
age sex height weight size m/f gender
`);

export const UNITS: ReadonlySet<string> = wordSet(`
mm cm m um nm in inch inches px pix pixel pixels deg degrees degree rad ms s sec secs msec us min mins h hr hrs hz khz mhz fps bpm db dbm
kv kvp ma mas mah ua mgy gy ugy cgy msv mgycm dgycm w mw kw wcm v mv uv t mt g kg lb lbs ml l cc cl dl mmhg kpa cmh mms cms ms2 percent pct
y yr yrs yo year years mo mos month months wk wks week weeks day days d j jahre ans anos anni hu suv bq mbq kbq mci fr cg p f r c n x
`);

/** Further words of consoles and reports that say nothing of a person. */
const CONSOLE_WORDS: ReadonlySet<string> = wordSet(`
image images page store stored storing print printing progress copy export review report exam study series protocol preset probe transducer display select
adult pediatric abdomen cardiac vascular obstetric general renal thyroid echo color colour doppler power pulsed wave tissue harmonic harmonics imaging
dose report total mode phantom type head body cm mgy exposure summary info information settings setting system
raw lut linear log inverse invert auto manual off on ok yes no none not done original derived primary secondary mip dsa mpr vrt ssd mpv vr minip recon reformat
adc dwi flair stir swi tof mra mrcp bold epi fse tse gre spgr fspgr vibe lava haste trufi fiesta ciss space cube mprage dixon fat water sat fs ir pd t1 t2 t1w t2w pdw b0 b50 b100 b800 b1000
ffe tfe bffe btfe tfl ssfse grase hase flash turboflash thrive ideal dess psif medic merge mdixon proset spir spair tirm blade propeller multivane asl pcasl dsc dce dti dki tricks twist caipi grasp bravo swan seepi
arterial venous portal delayed noncon contrast nonc plain enhanced nce cta ctv mrv pet nm ct mr us cr dx xa rf mg
trigger triggered gated prospective retrospective hold breath free breathing
gi gu itm tib
patient demographics unknown status pregnancy english voice language
hpen hgen hres progress pattern xmit vcr vtr
bearing table semi weight
crd gyn msk nrv smp bre sup oph orb tcd imt ob tte tee egd ercp eus
smpte testpattern aapm tg18 copyright mscskel msk
frq gen res pen calc biopsy annotate caliper ellipse trace cursor
`);

/**
 * What is measured with calipers: fetuses, organs, vessels and chambers of the heart. With a number and a unit alone, for the short ones are
 * initials as often.
 */
export const MEASURED: ReadonlySet<string> = wordSet(`
bpd hc ac fl ofd crl gs ys nt nf nb efw afi hl tl ul rl cer cist mag cisterna magna nuch nuchal fold yolk sac tcd tad apd iod ood vp vent femur humerus tibia ulna radius cerebellum orbit
diam dia diameter area vol volume length len width height depth dist distance circ circumference angle perim perimeter trace ap trans long sag rt lt left right prox mid dist distal
cbd chd gb cca ica eca mca aca pca pv ivc svc ao aorta aortic root arch annulus lvot rvot lvid lvidd lvids lvpw lvpwd ivs ivsd ivss rvd rvid rv lv la ra tapse mapse umb
liver spleen kidney kid renal cortex pancreas bladder prostate uterus cervix ovary ov follicle foll endo endometrium fibroid thyroid lobe isthmus nodule mass cyst node testis epi wall thickness residual pre post void imt plaque stenosis lesion
psv edv pi ri sd vmax vmean vti pg mpg accel decel time slope hr
`);

/** Made of digits and letters that belong together. */
export const MIXED_MARKS: ReadonlySet<string> = wordSet(
  '2d 3d 4d b0 t1 t2 t1w t2w m0 x1 x2 1x 2x 4x b50 b100 b400 b500 b800 b1000',
);

export function isOverlayWord(folded: string): boolean {
  return MARKS.has(folded) || PARAMETERS.has(folded) || UNITS.has(folded) || CONSOLE_WORDS.has(folded);
}

import { expect } from 'chai';
import { cleaned, patient } from './cleaned.js';

const ENDINGS: readonly (readonly [text: string, left: string])[] = [
  ['CT orbits per AC', 'CT orbits'],
  ['MR elbow ord. by MR', 'MR elbow ord.'],
  ['Topogram req LR', 'Topogram req'],
  ['TEE req DX', 'TEE req DX'],
  ['CT chest per ER', 'CT chest per ER'],
  ['CT chest per MD', 'CT chest per MD'],
  ['CT CHEST REQ BY ICU', 'CT CHEST REQ BY ICU'],
  ['CT CHEST REQ BY ORTHO', 'CT CHEST REQ BY ORTHO'],
  ['Barium swallow REQ BY SHORT', 'Barium swallow REQ BY'],
  ['Cough. Tech LT, checked twice', 'Cough. Tech, checked twice'],
  ['Flush 40 mL tech AP', 'Flush 40 mL tech'],
  ['3D VR [JH]', '3D VR'],
  ['3D VR [BU]', '3D VR [BU]'],
  ['COR STIR [AP]', 'COR STIR [AP]'],
  ['Low dose [MM]', 'Low dose [MM]'],
  ['T1 [FS]', 'T1 [FS]'],
  ['Moved. Repeat for CR, initials checked', 'Moved. Repeat, initials checked'],
  ['Moved. Repeat for ТП, initials checked', 'Moved. Repeat, initials checked'],
  ['01/11/2015 - abdominal pain - WU', 'abdominal pain'],
  ['01/11/2015 - abdominal pain - HALVORSEN', 'abdominal pain'],
  ['01/11/2015 - abdominal pain - FLAIR', 'abdominal pain - FLAIR'],
  ['01/11/2015 - abdominal pain - CT', 'abdominal pain - CT'],
  ['Thorax CT dr Field', 'Thorax CT dr'],
  ['RM lumbar ref HALVORSEN', 'RM lumbar ref'],
  ['Spectrum ref WATER', 'Spectrum ref WATER'],
  ['EPI ref AP', 'EPI ref AP'],
  ['KM per OS', 'KM per OS'],
  ['sedation req GA', 'sedation req GA'],
  ['biopsy guided by US', 'biopsy guided by US'],
  ['Second look by JB.', 'Second look.'],
  ['Thyroid ultrasound ref ST. HALVORSEN', 'Thyroid ultrasound ref'],
  ['Results given to Dr SHIN (20080207)', 'Results given'],
  ["Phoned to Dr D'Halvor at noon", 'Phoned to at noon'],
  ['Stress echocardiogram DR HALVORSEN', 'Stress echocardiogram DR'],
  ['Radiografia DR MANO', 'Radiografia DR MANO'],
  ['Barium swallow by RL', 'Barium swallow'],
  ['diagnosed by LP', 'diagnosed by LP'],
  ['given by PO', 'given by PO'],
  ['DR SHIN LEFT', 'DR SHIN LEFT'],
  ['DR.LAM PET CT restaging', 'PET CT restaging'],
  ['Given -- Leonard Read, 2008-12-17', 'Given --'],
  ['Interpreter Leonard Glass present', 'Interpreter present'],
  ['Surgery 02/05/2019 by Le', 'Surgery'],
  ['Gating off @ Halvorsby', 'Gating off'],
  ['Reformats @ Twin Forks', 'Reformats'],
  ['Scan @ Rest', 'Scan @ Rest'],
  ['Slice @ Carina', 'Slice @ Carina'],
  ['Limited. Born 03.03.1947 in Halvorsby', 'Limited.'],
  // Telephones with an extension.
  ['Contact 437-381-1095 x784 today', 'Contact today'],
  ['cb 651 9477 ext 638', 'cb'],
  ['Matrix 256 1024 x 768', 'Matrix 256 1024 x 768'],
  // Addresses behind the word for one.
  ['Home: 59 St. Halvor Square Halvorsby', 'Home'],
  ['Rods. Address No. 689 Via Halvor, Quarry Bank', 'Rods.'],
  ['Clear. Moved to 512 Rue des Halvors; Quarry Bank, DE', 'Clear. Moved'],
  ['Clear. Address 980 Halvor Close; Villa Halvor, NM', 'Clear.'],
  ['Walks at home: 100 m', 'Walks at home: 100 m'],
  ['Discharged home: Day 3', 'Discharged home: Day 3'],
  ['plan to address 12 mm nodule', 'plan to address 12 mm nodule'],
  ['lives at 12 Elm Street; Diabetes, HTN', 'lives; Diabetes, HTN'],
  ['256-256-2048 x16', '256-256-2048 x16'],
  // What belongs to the words before a number or a day.
  ['Emergency add-on on 02/24/2016', 'Emergency add-on'],
  ['Limited exam #00930009', 'Limited exam'],
  ['Kyphoplasty L1 8696430B', 'Kyphoplasty L1'],
  ['NM RENAL MAG3 2013-07-05', 'NM RENAL MAG3'],
  ['Patient from Marrow Falls', 'Patient'],
  ['Motion. geb. 03.02.1945 in Halvorsby', 'Motion.'],
  ['Motion. Born in Halvorsby 03.02.1945', 'Motion.'],
];

/** Words of a description beside a name. */
const DESCRIBED: readonly (readonly [name: string, text: string, left: string])[] = [
  ['', 'Angioplasty left SFA SHIN MD', 'Angioplasty left SFA'],
  ['', 'MR ANKLE Achilles HALVORSEN MD', 'MR ANKLE Achilles'],
  ['', 'CT CHEST MARK HALVORSEN MD', 'CT CHEST'],
  ['', 'Angioplasty left SFA SHIN J MD', 'Angioplasty left SFA'],
  ['', 'CT KNEE AJ HALVORSEN MD', 'CT KNEE'],
  ['', 'DR.HALVORSEN Kasai follow-up', 'Kasai follow-up'],
  ['', 'TOF Willis', 'TOF Willis'],
  ['', 'MG IMPLANT VIEWS Eklund', 'MG IMPLANT VIEWS Eklund'],
  ['', 'KX-29246 Trauma pan scan', 'Trauma pan scan'],
  ['Halvorsen^Ada', 'Halvorsen, Thomas follow up', 'follow up'],
  ['Halvorsen^Ada', 'HALVORSEN Thomas CT chest', 'CT chest'],
  ['Halvorsen^Ada', 'MR KNEE Thomas HALVORSEN', 'MR KNEE'],
  ['', 'DR. HALVORSEN Thomas knee MR', 'knee MR'],
  ['', 'MR KNEE Wilson HALVORSEN MD', 'MR KNEE'],
  ['Halvorsen^Ada', 'HALVORSEN ADA Whipple follow up', 'Whipple follow up'],
  ['Halvorsen^Ada', 'HALVORSEN Larmor calibration', 'Larmor calibration'],
  ['Halvorsen^Ada', 'XR FOOT Lisfranc HALVORSEN', 'XR FOOT Lisfranc'],
  ['Halvorsen^Ada', 'Angioplasty left SFA HALVORSEN ADA', 'Angioplasty left SFA'],
  ['Halvorsen^Ada', 'HALVORSEN Batch 2', 'Batch 2'],
  ['Ibáñez^Ramón', 'Salter-Harris II. Ibáñez, Ramón', 'Salter-Harris II.'],
];

const SET_APART: readonly (readonly [name: string, text: string, left: string])[] = [
  ['Monday^Ada', 'MONDAY CT chest with contrast', 'CT chest with contrast'],
  ['Monday^Ada', 'Simpson biplane, MONDAY', 'Simpson biplane'],
  ['Monday^Ada', 'Clinic on Monday', 'Clinic on Monday'],
  ['Short^Ada', 'DEXA hip and spine / Short', 'DEXA hip and spine'],
  ['Short^Ada', 'Short - Default adult', 'Default adult'],
  ['Short^Ada', 'Short axis view', 'Short axis view'],
  ['Left^Ada', 'Knee - Left', 'Knee - Left'],
  ['Contrast^Ada', 'CT chest with CONTRAST', 'CT chest with CONTRAST'],
  ['Baker^Ada', 'BAKER cyst', 'BAKER cyst'],
  ['Le^Ada', 'Kyphoplasty L1_Le', 'Kyphoplasty L1'],
  ['May^Ada', 'follow-up since May', 'follow-up since May'],
  ['Head^Ada', 'Contrast of the HEAD', 'Contrast of the HEAD'],
  ['Ng^Ada', 'Down syndrome. NG, *04.07.1927', 'Down syndrome., *'],
  ['Li^Ada', 'Lumbar puncture, pt LI', 'Lumbar puncture, pt'],
  ['Li^Ada', 'LI Port check', 'Port check'],
  ['Li^Ada', 'Neuro^Tumor (LI)', 'Neuro^Tumor'],
  ['Stone^Ada', 'KIDNEY stone protocol', 'KIDNEY stone protocol'],
  ['Stone^Uma', 'Right chest. UMA could not hold still', 'Right chest. could not hold still'],
];

describe('who and where at the end of a text', () => {
  for (const [text, left] of ENDINGS)
    it(`leaves ${JSON.stringify(left)} of ${JSON.stringify(text)}`, () => {
      expect(cleaned(text)).to.equal(left);
    });
});

describe('descriptions beside names, and names set apart from them', () => {
  for (const [name, text, left] of [...DESCRIBED, ...SET_APART])
    it(`leaves ${JSON.stringify(left)} of ${JSON.stringify(text)} for ${name}`, () => {
      expect(cleaned(text, patient(name))).to.equal(left);
    });
});

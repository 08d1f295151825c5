/**
 * Abbreviations of two and three letters in descriptions and comments of many languages: what is seen, given, done or measured. Our own list,
 * folded. Most are somebody's initials as well: only where something else may stand do they count as abbreviations.
 */
import { wordSet } from '../text/words.js';

export const SHORT_FORMS: ReadonlySet<string> = wordSet(`
ab acf ua dve vvc hp qr nt ci
aa ac ad ae af ag ai aj ak ao ap ar as at av aw ax az ba bb bc bd be bf bg bh bi bk bl bm bo bp br bs bt bu bv bw bx ca cb cc cd ce cf cg ch ci ck cl
cm cn co cp cr cs ct cv cw cx dc dd de df dg dh dj dk dl dm dn dp dr ds dt du dv dw dx ed ef eg ei ek en ep er es et ev ex fa fb fc ff fh fi fk fl fm
fo fp fr fs ft fu fw fx ga gb gc gd ge gg gh gi gl gm gn gp gr gs gt gu gw ha hb hc hd he hf hg hh hi hk hl hm hn ho hr hs ht hu hv hx ia ic id ie ii
ij im io ip iq ir is it iv ix ja jb jg jj jn jo jp jt kg kh ki kj kl km ko ks kt kv la lb ld le lf lh li lj lk ll lm ln lo lp lr ls lt lu lv lw lx lz
ma mb mc mg mi mk ml mm mn mo mr ms mt mv mw mz nb nc nd nf ng nh ni nj nk nl nm nn np nr ns nt nv nw oa ob oc od oe of og oi ok ol om on op or os ot
ou ov ox pa pc pd pe pf pg ph pi pl pm pn po pp pr ps pt pv pw px pz qa qc qd qt ra rb rc rd re rf rg rh ri rk rl rm rn ro rp rr rs rt ru rv rx sa sb
sc sd se sg sh si sl sm sn so sp sq ss st sv sw sx sz ta tb tc td te tf tg th ti tj tk tl tm tn tp tr ts tt tu tv tw tx tz ua ub uc ue uh uk ul un uo
ur us ut uv uz va vb vc ve vf vg vh vi vl vm vp vq vr vs vt vu vv vw wb wc we wk wl wm wo ws wt wv ww xa xi xr xt yo yr zh zn zw
aaa aag aai aal aas abc abd abi abn abx aca acc acd ace acg aci acl acm acp acq acr act acv adc adh adm adp adx aec aeg afb afc afi afl afp afs aga
ahi aic aie aip ais ait aka aki ala ald all alp als alt ama ami aml amp ams anc ant anv aoa aod aoi aok apc apd apr apt apw arb arf arm art asa asd
ash asi ask asl asp ass ast asx ata atb atc atf atl atm atn atr att aua aub aus aut ava avc ave avf avg avk avm avn avp avr avs avt axr baa bac bak
bal bav bbb bcc bcg bcs bct bdc bds bek bga bhc bid bil biv bka bkg bld ble bmd bmi bmt bnp boo bot boz bpc bpd bpf bph bpi bpm bpp brb brc bsa bsc
bsg bso bsp bsv btl bue bun bvo bwk bwm bws cab cac cad cae cai cam cap cas cat cau cav cbc cbd cbf cbi cbv cca ccc ccf cci cck ccr ccs cct ccu cdh
cdi cdt cea ced cem ces cfa cfd cfl cfv cha chb chc chd chf cho chu cia cin cis civ cjd ckd cld cli cll clo cmc cmf cmg cml cmp cmr cmv cnb cnr cns
coa col com con cop cor cow cpa cpb cpc cpd cpk cpm cpp cpr cps cpt cra crc crf crh crl crn cro crp crt crx csa csf csi csm cso csp cst cta ctc ctd
ctg cth ctl cto ctp ctr cts ctu ctv cun cup cus cva cvc cvj cvl cvp cvs cvt cwk cxr cys dai dap dat dbl dbs dbt dbv dcd dce dci dcm dcr dcs ddd ddh
ddn ddr ddx dea del der des dfa dfo dge dhc dhs dia dic dil dim dip dir dis diu div djd djf dka dkk dlc dli dlp dmd dmo dms dnr doa dob doe dol dos
dpa dqe dre drf drg drl drr dru dsa dsc dsi dst dti dtr dts dum duo dus dvi dvp dvt dwi dxa dxr eac ebv eca ecb ecc ecd ecg ech ecm eco ect ecu eda
edc edd edh edv eeg efr efw ega egd ehh ehl ehr eia eii eiv ekg elb elw emb emg ems end ent eob eom epa epb epi epl erc erf erp erv esd esi esq esr
ess est esv esw eta ete etl eto ett eua eug eus evd evl evt exp ext fai fap fav faz fbp fcd fcr fcu fdg fdp fds fem fet fev ffe ffr ffs fhl fhr fhx
fib fid fig fii fin flr flt flu flx fmd fna fnb fnh fnp fob fod fop fov fpd fpl fra frc frt frx fse fsh fte ftp ftt fum fuo fup fur fus fvc fvl fwb
fwd fxs gad gan gbm gbs gca gcs gct gda gdc gdm ged gej ger ges geu gfr ggn ggo ghj ghl gib gim gis git gld gmh gnb goj goo gre gsd gsv gsw gtc gtn
gtt gtv gus gvh gyn haa had hap has hbp hbv hcc hcg hcl hcm hct hcv hda hdb hdj hdr hed hem hep hfp hfs hgb hgg hie his hit hiv hka hkb hkk hkl hku
hla hlh hlr hmg hnc hnf hno hnp hob hpa hpb hpc hpf hpi hpt hpv hrs hrt hsa hsd hsg hsm hss hsv hta htn hto htp hum hus hva hwi hwk hws hyd hys iac
iam ian ias ibb ibd ibs ica icb icc icd ice ich icp ics icu icv idc idh idm iec igf igr ihd iia iii ijv ilc ild ilr ima imc img imh imn imp imv inc
ind inf ing inj inr ins int inv ioa ioc iol iom iop ior iou ipb ipf iph ipj ipm ira irc irm isg isp iss itb itn itp its itu itv iud iuf iup ius ivb
ivc ivd ivf ivg ivh ivp ivr ivs ivu ivy izq jaf jia jra jts jvd jvp kap kcl khk kis klp kmg kno kof kom ktp ktx kub kvo kvp laa lab lac lad lae lam
lan lao lap lar lat lax lbb lbo lbp lbr lbx lca lcc lch lcl lcm lcp lcr lcx lda ldh ldk ldr leg lev lfa lft lfv lga lge lgg lha lhb lhc lhd lhk lhv
lic lid lif lig lih lii lij lim liq lis liv lkm lks lla lld lle lli lll llo llq lmb lmc lmd lml lmo lmp lms lnd lnf lng lnh lnm lns loa loc loe lom
lon loq los lov lpa lpn lpo lpv lra lrt lrv lsa lsc lsd lsf lsi lsk lso lsp lss lsv ltc ltd ltr ltx lue luf lul luq lut lux lva lve lvf lvh lvi lvo
lvp lvr lwk lws maa mag mal map mar mas mav mbf mbs mca mcc mcl mcp mdc mdl mdp mdr mds mdt med met mfk mgd mgr mhk mhv mid mig mii mip mis mkg mla
mld mlf mlo mls mma mmg mmi mmr mms mnd mng mod moi mom mpa mpd mpi mpn mpr mpv mra mrc mre mri mrm mrn mrs mrt mru mrv msa msd msg msi msk mss mst
mta mtb mtc mtd mtf mtp mtr mts mtt mtv mtx mua mus mva mvc mvd mvp mvr naa nac nad nai nbi nbl nbm ncc ncs nct ndd ndr neb nec ned neg net nex nfd
nfz ngt nhl nip njt nka nkc nmh nmr nmt nnh nnr noc nof non nos npc nph npo nps npv nrt nsa nsf nsr nst ntd ntg ntm nts nuk nvd nvi nvs nwb nyd nzk
oap obg obl obs occ ocd ocl oct odx ofc ofd ogd oge ogt oht oik oit olt oma ome oml oms onh opa opd opg opl ops opt orb orl ort osa osg osh oto oun
ovf ozw pac pad pae paf pah pal pan pap pat pau paw pbc pbd pbh pbr pca pcd pci pcl pcn pco pcp pcr pcs pcv pcw pda pdc pdf pdk pdt ped peg pej pel
per pet pfa pfj pfo pfs pft pha phc phk pht pid pih pin pip piv pjp pla plc pll plt pmb pmc pmd pmh pmi pml pmp pmr pmv pna pnc pnd pne pnh pni pno
pnp pns pnt pnx pob poc pod poi pop por pos poz ppd pph ppi ppm ppn ppv pre prg prn pro prp prt psa psc psh psp psv pta ptb ptc pte ptf ptg pth ptl
ptr pts ptt ptv ptx pud puj pul puo puv pva pvb pvc pvd pve pvh pvi pvl pvp pvr pvs pvt pwb pwd pwi qca qct qds qid qol qsm qus raa rad rai rao ras
rau rbb rbc rca rcc rch rcp rct rds rdv rec ref reg rem ren rep res ret rfa rfv rge rgo rha rhc rhd rhf rhv ria rif rih rij ris rld rle rll rln rlq
rls rmb rml rmn rmo rms rna rnm rns roi rom rop ros rot rov rpa rpf rpg rpo rpt rpv rra rrr rrt rrv rsa rsi rsv rta rtc rtg rti rtk rtn rtw rtx rue
rug rul ruq rvf rvg rvh rvo rvt rxn rzs sab sad sae sag sah sam sar sat sax sbe sbf sbo sbp sca scc scd scf sci scj scm scn sct scv sdh sdr sec seg
seh sem sep seq ser sfa sfj sfv sga sgl shl sht sig sij sim sin sis siv skl sld sle slf sll sln slr sma smv snb snc snd sng snr sob sof sol som sop
sor spa spc spk spn srs srt ssc ssd ssi ssl ssn ssp sss sst ssw sta stb std ste sti stn str sts stt sub sup sur suv sva svc svd svg svr svt swe swi
sxr sys taa tab tac tah tai tal tao tap tar tat tav tbb tbc tbi tbm tcc tcd tce tdi tdm tds tec tee tef ten tep tev tfa tfc tfe tfl tfn tft tga tgc
tgv tha thi tho thp thr thx tia tib tic til tim tis tiv tjb tka tkp tkr tla tlc tle tli tlj tlo tls tma tmd tmj tmt tnm toa toe tof tol tom top tos
tot tpa tpf tpn tpr tra trm trn trp trv tsa tsc tse tsf tsh tsp tsr tte ttk ttn tto ttp ttt tui tur tvh tvp tvr tvs tvt tvu twi twk typ uac uae uao
ubs ucg uci ucl udt ues ufe ugi uip uiq uiv ukg ukr uln ulq umb umn unk unl uoq upj upr ure uri uro urs urt usg uss utd ute uti uto uts uvc uvj vac
vae vap vas vat vba vbg vbi vbp vcf vci vcs vct vcu vec ven ver vfa vfs vhd vhf vhl vii vkb vla vmi vmo vnc vni voi vol vpp vps vrs vrt vsd vsm vsp
vte vuj vur vus vvi vvp vwi vzv wbc wbi wbr wbs wdl wfs who wks wle wma wmh wml wnl wpw wrt xca xgp xrt xth yrs zkh zns zte zum zus zvk zzs
`);

"""The verified bibliography as test data: real sources by their keys, as they were delivered."""

import json
from pathlib import Path

BIBLIOGRAPHY = {
    item["id"]: item for item in json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
}

# How some of them must read.
CITATIONS = {
    "beck1992": "Beck RW, Cleary PA, Anderson MM Jr, Keltner JL, Shults WT, Kaufman DI, et al. A randomized, "
    "controlled trial of corticosteroids in the treatment of acute optic neuritis. New England Journal of "
    "Medicine. 1992 Feb 27;326(9):581-8. doi: 10.1056/nejm199202273260901. PMID: 1734247.",
    "benedict2012": "Benedict RH, Amato MP, Boringa J, Brochet B, Foley F, Fredrikson S, et al. Brief "
    "International Cognitive Assessment for MS (BICAMS): international standards for validation. BMC Neurology. "
    "2012;12(1):55. doi: 10.1186/1471-2377-12-55.",
    "bjornevik2022": "Bjornevik K, Cortese M, Healy BC, Kuhle J, Mina MJ, Leng Y, et al. Longitudinal analysis "
    "reveals high prevalence of Epstein-Barr virus associated with multiple sclerosis. Science. 2022 Jan "
    "21;375(6578):296-301. doi: 10.1126/science.abj8222. PMID: 35025605.",
    "chiaravalloti2008": "Chiaravalloti ND, DeLuca J. Cognitive impairment in multiple sclerosis. The Lancet "
    "Neurology. 2008;7:1139-51. doi: 10.1016/s1474-4422(08)70259-x.",
    "confavreux1998": "Confavreux C, Hutchinson M, Hours MM, Cortinovis-Tourniaire P, Moreau T. Rate of "
    "pregnancy-related relapse in multiple sclerosis. New England Journal of Medicine. 1998 Jul "
    "30;339(5):285-91. doi: 10.1056/nejm199807303390501.",
    "dobson2013": "Dobson R, Ramagopalan S, Davis A, Giovannoni G. Cerebrospinal fluid oligoclonal bands in "
    "multiple sclerosis and clinically isolated syndromes: a meta-analysis of prevalence, prognosis and effect "
    "of latitude. Journal of Neurology, Neurosurgery &amp; Psychiatry. 2013 Aug;84(8):909-14. doi: "
    "10.1136/jnnp-2012-304695. PMID: 23431079.",
    "feinstein2014": "Feinstein A, et al. The link between multiple sclerosis and depression. Nature Reviews "
    "Neurology. 2014 Sep;10(9):507-17. doi: 10.1038/nrneurol.2014.139. PMID: 25112509.",
    "fowler2009": "Fowler CJ, Panicker JN, Drake M, Harris C, Harrison SC, Kirby M, et al. A UK consensus on the "
    "management of the bladder in multiple sclerosis. Journal of Neurology, Neurosurgery &amp; Psychiatry. 2009 "
    "May;80(5):470-7. doi: 10.1136/jnnp.2008.159178.",
    "frohman2013": "Frohman TC, Davis SL, Beh S, Greenberg BM, Remington G, Frohman EM. Uhthoff&#x27;s phenomena "
    "in MS—clinical features and pathophysiology. Nature Reviews Neurology. 2013 Sep;9(9):535-40. doi: "
    "10.1038/nrneurol.2013.98.",
    "giovannoni2010": "Giovannoni G, Comi G, Cook S, Rammohan K, Rieckmann P, Sørensen PS, et al. A "
    "placebo-controlled trial of oral cladribine for relapsing multiple sclerosis. New England Journal of "
    "Medicine. 2010 Feb 4;362(5):416-26.",
    "gold2012": "Gold R, Kappos L, Arnold DL, Bar-Or A, Giovannoni G, Selmaj KW, et al. Placebo-controlled phase "
    "3 study of oral BG-12 for relapsing multiple sclerosis. New England Journal of Medicine. 2012 Sep "
    "20;367(12):1098-107. doi: 10.1056/nejmoa1114287. PMID: 22992073.",
    "handel2010": "Handel AE, Williamson AJ, Disanto G, Handunnetthi L, Giovannoni G, Ramagopalan SV. An updated "
    "meta-analysis of risk of multiple sclerosis following infectious mononucleosis. PLoS ONE. 2010 Sep "
    "1;5(9):e12496. doi: 10.1371/journal.pone.0012496. PMID: 20824132.",
    "hauser2017": "Hauser SL, Bar-Or A, Comi G, Giovannoni G, Hartung HP, Hemmer B, et al. Ocrelizumab versus "
    "interferon beta-1a in relapsing multiple sclerosis. New England Journal of Medicine. 2017 Jan "
    "19;376(3):221-34. doi: 10.1056/nejmoa1601277.",
    "heine2015": "Heine M, et al. Exercise therapy for fatigue in multiple sclerosis. Cochrane Database of "
    "Systematic Reviews. 2015 Sep 11;2015(9):CD009956. doi: 10.1002/14651858.cd009956.pub2. PMID: 26358158.",
    "ifnb1993": "IFNB Multiple Sclerosis Study Group. Interferon beta-1b is effective in relapsing-remitting "
    "multiple sclerosis. I. Clinical results of a multicenter, randomized, double-blind, placebo-controlled "
    "trial. Neurology. 1993 Apr;43(4):655-61. doi: 10.1212/wnl.43.4.655. PMID: 8469318.",
    "jagannath2018": "Jagannath VA, Filippini G, Di Pietrantonj C, Asokan GV, Robak EW, Whamond L, et al. Vitamin "
    "D for the management of multiple sclerosis. Cochrane Database of Systematic Reviews. 2018 Sep:CD008422. "
    "doi: 10.1002/14651858.cd008422.pub3.",
    "kappos2010": "Kappos L, Radue EW, O&#x27;Connor P, Polman C, Hohlfeld R, Calabresi P, et al. A "
    "placebo-controlled trial of oral fingolimod in relapsing multiple sclerosis. New England Journal of "
    "Medicine. 2010 Feb 4;362(5):387-401. doi: 10.1056/nejmoa0909494. PMID: 20089952.",
    "laupacis2011": "Laupacis A, Lillie E, Dueck A, Straus S, Perrier L, Burton JM, et al. Association between "
    "chronic cerebrospinal venous insufficiency and multiple sclerosis: a meta-analysis. CMAJ. 2011 Nov "
    "8;183(16):E1203-12. doi: 10.1503/cmaj.111074. PMID: 21969411.",
    "montalban2025": "Montalban X, Lebrun-Frénay C, Oh J, Arrambide G, Moccia M, Amato MP, et al. Diagnosis of "
    "multiple sclerosis: 2024 revisions of the McDonald criteria. The Lancet Neurology. 2025;24(10):850-65. doi: "
    "10.1016/s1474-4422(25)00270-4.",
    "msif2020": "Multiple Sclerosis International Federation. Atlas of MS, 3rd edition. Part 1: Mapping multiple "
    "sclerosis around the world: key epidemiology findings. 2020 Sep.",
    "mssociety2011": "MS Society. NICE issues draft CCSVI guidance [Internet]. 2011 Aug 25.",
    "mstrust2016": "MS Trust. Uhthoff&#x27;s phenomenon [Internet]. A-Z of MS. 2016 Jan 21.",
    "nhs-ms": "NHS. Multiple sclerosis [Internet].",
    "nice2012": "National Institute for Health and Clinical Excellence. Percutaneous venoplasty for chronic "
    "cerebrospinal venous insufficiency for multiple sclerosis. Interventional procedures guidance IPG420. 2012 "
    "Mar.",
    "nice2022": "National Institute for Health and Care Excellence. Multiple sclerosis in adults: management. NICE "
    "guideline NG220. 2022 Jun 22.",
    "niceipg640": "National Institute for Health and Care Excellence. Information for the public [Internet]. "
    "Interventional procedures guidance IPG640.",
    "nmss-ccsvi": "National MS Society (USA). Global CCSVI research [Internet].",
    "traboulsee2018": "Traboulsee AL, Machan L, Girard JM, Raymond J, Vosoughi R, Hardy BW, et al. Safety and "
    "efficacy of venoplasty in MS: A randomized, double-blind, sham-controlled, phase II trial. Neurology. "
    "2018;91(18):e1660-8. PMID: 30266886.",
    "wattjes2021": "Wattjes MP, Ciccarelli O, Reich DS, et al. 2021 MAGNIMS–CMSC–NAIMS consensus recommendations "
    "on the use of MRI in patients with multiple sclerosis. The Lancet Neurology. 2021;20(8):653-70. doi: "
    "10.1016/s1474-4422(21)00095-8.",
    "zamboni2009": "Zamboni P, Galeotti R, Menegatti E, Malagoni AM, Tacconi G, Dall’Ara S, et al. Chronic "
    "cerebrospinal venous insufficiency in patients with multiple sclerosis. Journal of Neurology, Neurosurgery "
    "&amp; Psychiatry. 2009;80(4):392-9. doi: 10.1136/jnnp.2008.157164.",
}

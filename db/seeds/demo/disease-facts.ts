import { breastFindings } from './courses/breast.ts'
import { colonFindings } from './courses/colon.ts'
import { lungFindings } from './courses/lung.ts'
import { prostateFindings } from './courses/prostate.ts'
import { drawFor } from './draw.ts'
import { cancer, type DemoFact, marker, treatment } from './fact-forms.ts'
import type { DemoPatient } from './patients.ts'

/** The facts of a course, by disease. */
export const factsOfDisease: Record<DemoPatient['disease'], (patient: DemoPatient) => DemoFact[]> = {
  breast: ({ key }) => {
    const f = breastFindings(drawFor(`course/${key}`))
    const end = f.needsChemotherapy ? 215 : 125
    const tumour = {
      title: `Carcinome infiltrant du sein ${f.side}`,
      code: 'C50.9',
      topographyCode: 'C50.9',
      topography: `Sein, quadrant ${f.quadrant}`,
      laterality: f.side === 'droit' ? ('right' as const) : ('left' as const),
      morphologyCode: '8500/3',
      morphology: `Carcinome infiltrant de type non spécifique, grade ${f.grade}`,
    }
    return [
      cancer('fontanel', 11, {
        ...tumour,
        tumour: f.millimetres > 18 ? 'cT2' : 'cT1c',
        nodes: 'cN0',
        metastases: 'M0',
        stage: f.millimetres > 18 ? 'IIA' : 'IA',
        stagingKind: 'clinical',
      }),
      cancer('fontanel', 43, {
        ...tumour,
        tumour: f.millimetres > 18 ? 'pT2' : 'pT1c',
        nodes: f.nodes ? 'pN1a(sn)' : 'pN0(sn)',
        metastases: 'M0',
        stage: f.nodes ? 'IIB' : f.millimetres > 18 ? 'IIA' : 'IA',
        stagingKind: 'pathological',
      }),
      marker('kerbrat', 6, {
        marker: 'RE',
        result: 'positive',
        value: `${f.receptors} %`,
        method: 'Immunohistochimie',
      }),
      marker('kerbrat', 6, {
        marker: 'RP',
        result: 'positive',
        value: `${Math.max(5, f.receptors - 35)} %`,
        method: 'Immunohistochimie',
      }),
      marker('kerbrat', 6, {
        marker: 'HER2',
        result: 'negative',
        value: 'score 1+',
        method: 'Immunohistochimie',
      }),
      marker('kerbrat', 6, { marker: 'Ki67', result: 'value', value: `${f.proliferation} %` }),
      ...(f.grade === 'III'
        ? [marker('meziane', 62, { marker: 'BRCA1, BRCA2, PALB2', result: 'negative', origin: 'germline' })]
        : []),
      treatment('marsac', 31, 31, {
        title: 'Tumorectomie et ganglion sentinelle',
        category: 'surgery',
        intent: 'curative',
      }),
      ...(f.needsChemotherapy
        ? [
            treatment('fontanel', 75, 138, {
              title: 'Docétaxel – cyclophosphamide, 4 cures',
              protocol: 'TC',
              category: 'chemotherapy',
              intent: 'adjuvant',
            }),
          ]
        : []),
      treatment('deligny', end - 21, end, {
        title: `Radiothérapie du sein ${f.side}, 40 Gy`,
        category: 'radiotherapy',
        intent: 'adjuvant',
        dose: '40 Gy en 15 fractions',
      }),
      treatment('fontanel', f.needsChemotherapy ? 225 : 140, undefined, {
        title: 'Létrozole 2,5 mg par jour',
        category: 'hormone',
        intent: 'adjuvant',
      }),
    ]
  },
  colon: ({ key }) => {
    const f = colonFindings(drawFor(`course/${key}`))
    const isRight = f.segment === 'côlon droit' || f.segment === 'cæcum'
    const tumour = {
      title: `Adénocarcinome du ${f.segment}`,
      code: isRight ? 'C18.2' : 'C18.7',
      topography: `Côlon, ${f.segment}`,
      morphologyCode: '8140/3',
      morphology: 'Adénocarcinome lieberkühnien bien différencié',
    }
    return [
      cancer('sorbier', 14, {
        ...tumour,
        tumour: 'cT3',
        nodes: f.nodes ? 'cN1' : 'cN0',
        metastases: 'M0',
        stagingKind: 'clinical',
      }),
      cancer('sorbier', 52, {
        ...tumour,
        tumour: 'pT3',
        nodes: f.nodes ? 'pN1' : 'pN0',
        metastases: 'M0',
        stage: f.nodes ? 'IIIB' : 'IIA',
        stagingKind: 'pathological',
      }),
      marker('kerbrat', 6, { marker: 'MMR', result: 'value', value: 'pMMR, expression conservée' }),
      treatment('lacaze', 42, 42, {
        title: isRight ? 'Hémicolectomie droite' : 'Colectomie gauche segmentaire',
        category: 'surgery',
        intent: 'curative',
      }),
      ...(f.nodes
        ? [
            treatment('valette', 74, 160, {
              title: 'Oxaliplatine et fluoropyrimidine',
              protocol: 'FOLFOX',
              category: 'chemotherapy',
              intent: 'adjuvant',
            }),
          ]
        : []),
    ]
  },
  lung: ({ key }) => {
    const f = lungFindings(drawFor(`course/${key}`))
    return [
      cancer('vaugeois', 29, {
        title: `Adénocarcinome bronchique, lobe ${f.lobe}`,
        code: 'C34.1',
        topography: `Poumon, lobe ${f.lobe}`,
        laterality: f.lobe.endsWith('droit') ? 'right' : 'left',
        morphologyCode: '8140/3',
        morphology: 'Adénocarcinome, TTF1 positif',
        tumour: f.millimetres > 50 ? 'cT3' : 'cT2',
        nodes: 'cN2',
        metastases: 'M1a',
        stage: 'IVA',
        stagingKind: 'clinical',
      }),
      marker('kerbrat', 18, { marker: 'PD-L1', result: 'value', value: `${f.expression} %` }),
      marker('meziane', 26, {
        marker: 'KRAS',
        result: 'positive',
        value: 'p.Gly12Asp',
        origin: 'somatic',
        method: 'NGS',
      }),
      marker('meziane', 26, {
        marker: 'EGFR, ALK, ROS1, BRAF, MET, RET, NTRK',
        result: 'negative',
        origin: 'somatic',
        method: 'NGS',
      }),
      treatment('vaugeois', 36, 99, {
        title: f.expression >= 50 ? 'Pembrolizumab' : 'Cisplatine – pémétrexed – pembrolizumab, 4 cures',
        category: f.expression >= 50 ? 'immunotherapy' : 'chemotherapy',
        intent: 'palliative',
        line: 1,
      }),
      treatment('vaugeois', 120, undefined, {
        title: 'Pembrolizumab, entretien',
        category: 'immunotherapy',
        intent: 'palliative',
        line: 1,
      }),
      treatment('deligny', 325, 335, {
        title: 'Radiothérapie stéréotaxique surrénalienne',
        category: 'radiotherapy',
        intent: 'palliative',
      }),
    ]
  },
  prostate: ({ key }) => {
    const f = prostateFindings(drawFor(`course/${key}`))
    return [
      cancer('ferrand', 47, {
        title: 'Adénocarcinome de la prostate',
        code: 'C61',
        topography: `Prostate, lobe ${f.lobe}`,
        morphologyCode: '8140/3',
        morphology: `Adénocarcinome, Gleason ${f.grade}`,
        tumour: 'cT2a',
        nodes: 'N0',
        metastases: 'M0',
        stage: 'IIB',
        stagingKind: 'clinical',
      }),
      f.isOperated
        ? treatment('ferrand', 84, 84, {
            title: 'Prostatectomie totale',
            category: 'surgery',
            intent: 'curative',
          })
        : treatment('deligny', 120, 178, {
            title: 'Radiothérapie prostatique et hormonothérapie courte',
            category: 'radiotherapy',
            intent: 'curative',
          }),
    ]
  },
  lymphoma: () => [
    cancer('montclar', 24, {
      title: 'Lymphome B diffus à grandes cellules',
      code: 'C83.3',
      codeSystem: 'cim10',
      morphologyCode: '9680/3',
      morphology: 'Phénotype centro-germinatif, CD20 positif',
      stage: 'II',
      stagingKind: 'clinical',
      stagingSystem: 'Ann Arbor, IPI 1',
    }),
    marker('kerbrat', 20, { marker: 'CD20', result: 'positive', method: 'Immunohistochimie' }),
    marker('kerbrat', 20, { marker: 'Ki67', result: 'value', value: '70 %' }),
    treatment('montclar', 32, 120, {
      title: 'R-CHOP, toutes les trois semaines',
      protocol: 'R-CHOP',
      category: 'chemotherapy',
      intent: 'curative',
      line: 1,
    }),
  ],
  ovary: () => [
    cancer('marsac', 30, {
      title: 'Carcinome séreux de haut grade de l’ovaire',
      code: 'C56',
      topography: 'Ovaire',
      morphologyCode: '8461/3',
      morphology: 'Carcinome séreux de haut grade, p53 muté, WT1 positif',
      stage: 'IIIC',
      stagingKind: 'clinical',
      stagingSystem: 'FIGO',
    }),
    marker('kerbrat', 22, { marker: 'p53', result: 'positive', value: 'muté', method: 'Immunohistochimie' }),
    treatment('marsac', 40, 40, { title: 'Cytoréduction première', category: 'surgery', intent: 'curative' }),
    treatment('fontanel', 75, 185, {
      title: 'Carboplatine – paclitaxel, 6 cures',
      category: 'chemotherapy',
      intent: 'adjuvant',
    }),
  ],
  headNeck: () => [
    cancer('deligny', 20, {
      title: 'Carcinome épidermoïde des voies aérodigestives supérieures',
      code: 'C10.9',
      morphologyCode: '8070/3',
      morphology: 'Carcinome épidermoïde moyennement différencié',
      tumour: 'cT2',
      nodes: 'cN1',
      metastases: 'M0',
      stagingKind: 'clinical',
    }),
    treatment('deligny', 50, 100, {
      title: 'Radiochimiothérapie, 70 Gy et cisplatine',
      category: 'radiotherapy',
      intent: 'curative',
      dose: '70 Gy en 35 fractions, deux cures de cisplatine',
    }),
  ],
}

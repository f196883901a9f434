import type { FileFact } from '#app/features/record/contract.ts'
import { breastFindings } from './courses/breast.ts'
import { colonFindings } from './courses/colon.ts'
import { lungFindings } from './courses/lung.ts'
import { prostateFindings } from './courses/prostate.ts'
import { drawFor } from './draw.ts'
import type { DemoPatient } from './patients.ts'
import type { StaffKey } from './staff.ts'

// What the letters of a course say in words, as facts: diagnosis, markers, treatments, allergies. On the day of the
// course on which it became known; told by the house in which the course began.

type Without<T> = T extends unknown
  ? Omit<T, 'fileId' | 'channel' | 'receivedAt' | 'occurredAt' | 'occurredUntil' | 'uniqueId' | 'messageId'>
  : never
export type DemoFact = {
  /** Day of the course. */
  day: number
  /** Last day of a treatment; without one it runs on. */
  until?: number
  by: StaffKey
  fact: Without<FileFact>
}
type Treatment = Omit<Extract<Without<FileFact>, { kind: 'treatment' }>, 'kind' | 'state'>
type Marker = Omit<Extract<Without<FileFact>, { kind: 'biomarker' }>, 'kind'>

const treatment = (by: StaffKey, day: number, until: number | undefined, of: Treatment): DemoFact => ({
  day,
  until,
  by,
  fact: { kind: 'treatment', state: until === undefined ? 'active' : 'completed', ...of },
})
const marker = (by: StaffKey, day: number, of: Marker): DemoFact => ({
  day,
  by,
  fact: { kind: 'biomarker', ...of },
})
const cancer = (
  by: StaffKey,
  day: number,
  of: Omit<Extract<Without<FileFact>, { kind: 'condition' }>, 'kind' | 'category'>,
): DemoFact => ({
  day,
  by,
  fact: {
    kind: 'condition',
    category: 'cancer',
    codeSystem: 'cim10',
    stagingSystem: 'UICC 8e édition',
    ...of,
  },
})

/** Facts of a patient whom we show; of the others the documents speak. */
export function factsOf(patient: DemoPatient): DemoFact[] {
  const course = BY_DISEASE[patient.disease](patient)
  return [...course, ...(patient.allergyState === 'known' ? ALLERGIES : [])]
}

const ALLERGIES: DemoFact[] = [
  {
    day: 11,
    by: 'fontanel',
    fact: { kind: 'allergy', substance: 'Pénicilline', severity: 'severe', reaction: 'Œdème de Quincke' },
  },
  {
    day: 11,
    by: 'fontanel',
    fact: {
      kind: 'allergy',
      substance: 'Produit de contraste iodé',
      severity: 'mild',
      reaction: 'Urticaire',
    },
  },
]

const BY_DISEASE: Record<DemoPatient['disease'], (patient: DemoPatient) => DemoFact[]> = {
  breast: ({ key }) => {
    const f = breastFindings(drawFor(`course/${key}`))
    const end = f.needsChemotherapy ? 215 : 125
    return [
      cancer('fontanel', 43, {
        title: `Carcinome infiltrant du sein ${f.side}`,
        code: 'C50.9',
        topographyCode: 'C50.9',
        topography: `Sein, quadrant ${f.quadrant}`,
        laterality: f.side === 'droit' ? 'right' : 'left',
        morphologyCode: '8500/3',
        morphology: `Carcinome infiltrant de type non spécifique, grade ${f.grade}`,
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
    return [
      cancer('sorbier', 52, {
        title: `Adénocarcinome du ${f.segment}`,
        code: isRight ? 'C18.2' : 'C18.7',
        topography: `Côlon, ${f.segment}`,
        morphologyCode: '8140/3',
        morphology: 'Adénocarcinome lieberkühnien bien différencié',
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

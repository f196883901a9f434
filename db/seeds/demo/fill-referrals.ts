import { sql } from 'drizzle-orm'
import type { ReferralAct, ReferralKind, Urgency } from '#app/features/referrals/contract.ts'
import {
  actOnReferral,
  keepService,
  receiveReferral,
  sendReferral,
} from '#app/features/referrals/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DAY, HOUR } from '#app/kernel/durations.ts'
import type { Anchor } from './clock.ts'
import { idFor } from './draw.ts'
import { type Means, staffCtx } from './means.ts'
import { type PlaceKey, placeOf, REGION } from './places.ts'
import type { StaffKey } from './staff.ts'

type Ids = Record<StaffKey, string>

const SERVICES: {
  key: string
  place: PlaceKey
  admin: StaffKey
  name: string
  about: string
  members: StaffKey[]
  deputy: StaffKey
}[] = [
  {
    key: 'oncology',
    place: 'centre',
    admin: 'courtade',
    name: 'Oncologie médicale',
    about:
      'Premier avis et suspicion de cancer. Joindre le dernier scanner et l’anatomopathologie s’ils existent.',
    members: ['fontanel', 'valette', 'aubrac', 'roussillon'],
    deputy: 'valette',
  },
  {
    key: 'radiotherapy',
    place: 'centre',
    admin: 'courtade',
    name: 'Radiothérapie',
    about: 'Indications et suites de radiothérapie. Joindre les comptes rendus opératoires.',
    members: ['deligny', 'roussillon'],
    deputy: 'deligny',
  },
  {
    key: 'gastro',
    place: 'saintEloi',
    admin: 'malvezin',
    name: 'Gastro-entérologie',
    about: 'Endoscopies et avis digestifs. Joindre la dernière numération.',
    members: ['sorbier', 'lacaze', 'tissot'],
    deputy: 'lacaze',
  },
]

type Step = {
  by: StaffKey
  after: number
  input: { intent: ReferralAct['intent'] | 'receive' } & Record<string, unknown>
}
type Story = {
  service: string
  kind: ReferralKind
  urgency: Urgency
  daysAgo: number
  question: string
  /** Hours after the step before. */
  steps: Step[]
}

const opened = (by: StaffKey, after = 3): Step => ({ by, after, input: { intent: 'receive' } })
const accepted = (by: StaffKey, after = 5): Step => ({ by, after, input: { intent: 'accept' } })
const answered = (by: StaffKey, after: number, answer: string): Step => ({
  by,
  after,
  input: { intent: 'answer', answer },
})

/** One in each state, and some that are over, so that the figures show months. */
const STORIES: Story[] = [
  {
    service: 'oncology',
    kind: 'advice',
    urgency: 'fast',
    daysAgo: 1,
    question:
      'Arthralgies invalidantes sous hormonothérapie, malgré paracétamol et marche. Faut-il changer d’anti-aromatase ou passer au tamoxifène ?',
    steps: [],
  },
  {
    service: 'oncology',
    kind: 'referral',
    urgency: 'fast',
    daysAgo: 9,
    question:
      'Masse du sein gauche de 18 mm découverte à la palpation, ACR 5 à la mammographie. Merci de la recevoir.',
    steps: [opened('roussillon', 20)],
  },
  {
    service: 'oncology',
    kind: 'advice',
    urgency: 'soon',
    daysAgo: 3,
    question: 'CA 15-3 en hausse modérée à deux reprises, sans plainte. Quel bilan demander en premier ?',
    steps: [
      opened('fontanel'),
      {
        by: 'fontanel',
        after: 2,
        input: {
          intent: 'ask_info',
          note: 'Pouvez-vous joindre les deux derniers dosages, avec leurs dates ?',
        },
      },
    ],
  },
  {
    service: 'radiotherapy',
    kind: 'advice',
    urgency: 'routine',
    daysAgo: 6,
    question: 'Érythème persistant six semaines après la fin de l’irradiation mammaire : conduite à tenir ?',
    steps: [opened('deligny'), accepted('deligny', 26)],
  },
  {
    service: 'gastro',
    kind: 'referral',
    urgency: 'fast',
    daysAgo: 5,
    question: 'Rectorragies et anémie à 9,8 g/dl depuis un mois. Coloscopie souhaitée.',
    steps: [
      opened('tissot'),
      accepted('tissot', 4),
      { by: 'tissot', after: 1, input: { intent: 'schedule', inDays: 11, time: '09:30' } },
    ],
  },
  {
    service: 'oncology',
    kind: 'advice',
    urgency: 'soon',
    daysAgo: 12,
    question: 'Reprise d’un anticoagulant après la pose du port-à-cath : quel délai ?',
    steps: [
      opened('fontanel'),
      accepted('fontanel', 6),
      answered(
        'fontanel',
        22,
        'Reprise possible dès le lendemain de la pose, à dose prophylactique, puis à dose curative à 72 heures en l’absence d’hématome.',
      ),
    ],
  },
  {
    service: 'radiotherapy',
    kind: 'referral',
    urgency: 'soon',
    daysAgo: 20,
    question: 'Douleurs lombaires sur métastase connue de L3 : radiothérapie antalgique possible ?',
    steps: [
      opened('roussillon'),
      {
        by: 'deligny',
        after: 30,
        input: {
          intent: 'refuse',
          reason: 'other_service',
          note: 'La décision est à prendre en RCP : merci de passer par l’oncologie médicale, qui l’y inscrira.',
          redirect: 'oncology',
        },
      },
    ],
  },
  {
    service: 'gastro',
    kind: 'advice',
    urgency: 'routine',
    daysAgo: 25,
    question: 'Surveillance après polypectomie : intervalle de la prochaine coloscopie ?',
    steps: [
      { by: 'delmas', after: 40, input: { intent: 'cancel', note: 'Réponse trouvée dans le compte rendu.' } },
    ],
  },
  ...[38, 52, 71, 96, 128, 160].map(
    (daysAgo, i): Story => ({
      service: i % 2 ? 'radiotherapy' : 'oncology',
      kind: 'advice',
      urgency: 'soon',
      daysAgo,
      question:
        'Adaptation du traitement de fond pendant la période de soins : votre avis sur les associations ?',
      steps: [
        opened(i % 2 ? 'deligny' : 'fontanel', 4 + i * 3),
        accepted(i % 2 ? 'deligny' : 'fontanel', 3 + i * 2),
        answered(
          i % 2 ? 'deligny' : 'fontanel',
          20 + i * 14,
          'Pas de contre-indication aux doses habituelles ; surveillance biologique mensuelle.',
        ),
      ],
    }),
  ),
]

/** Services that receive requests, and what the GP asked of them. A run too many changes nothing. */
export async function fillReferrals(means: Means, anchor: Anchor, ids: Ids) {
  const services = new Map<string, string>()
  for (const service of SERVICES) services.set(service.key, await openService(means, anchor, ids, service))
  const followed = await means.owner.execute<{ id: string }>(sql`
    select distinct p.id, p.birth_name from care_relations c join patients p on p.id = c.patient_id
    where c.region_id = ${REGION.id}::uuid and c.grantee_id = ${ids.delmas}::uuid and p.deceased_at is null
      and c.basis = 'declared_gp' and c.ends_at is null and p.merged_into is null
    order by p.birth_name, p.id limit ${STORIES.length}`)
  for (const [i, story] of STORIES.entries()) {
    const patient = followed[i % Math.max(1, followed.length)]
    if (patient) await tellStory(means, anchor, ids, services, { ...story, patientId: patient.id, rank: i })
  }
}

async function openService(means: Means, anchor: Anchor, ids: Ids, service: (typeof SERVICES)[number]) {
  const [known] = await means.owner.execute<{ id: string }>(sql`
    select id from referral_services where region_id = ${REGION.id}::uuid
      and establishment_id = ${placeOf[service.place].id}::uuid and name = ${service.name}`)
  const ctx = staffCtx(
    means,
    { key: service.admin, personId: ids[service.admin] },
    new Date(anchor.getTime() - 200 * DAY),
  )
  const { name, about } = service
  const takes = { takesReferrals: true, takesAdvice: true }
  const { serviceId } = known
    ? { serviceId: known.id }
    : await keepService(ctx, { intent: 'open', name, about, ...takes })
  const [joined] = await means.owner.execute<{ n: number }>(
    sql`select count(*)::int as n from referral_members where service_id = ${serviceId}::uuid`,
  )
  if (joined!.n === 0)
    for (const key of service.members)
      await keepService(ctx, {
        intent: 'join',
        serviceId,
        personId: ids[key],
        isDeputy: key === service.deputy,
      })
  return serviceId
}

type Told = Story & { patientId: string; rank: number }

/** Step by step, from the one that the last run came to. */
async function tellStory(means: Means, anchor: Anchor, ids: Ids, services: Map<string, string>, story: Told) {
  const referralId = idFor(`referral/${story.rank}`)
  const [told] = await means.owner.execute<{ n: number }>(
    sql`select count(*)::int as n from referral_acts where referral_id = ${referralId}::uuid`,
  )
  let at = anchor.getTime() - story.daysAgo * DAY
  const as = (key: StaffKey): Ctx => staffCtx(means, { key, personId: ids[key] }, new Date(at))
  if (told!.n === 0)
    await sendReferral(as('delmas'), story.patientId, {
      intent: 'send',
      referralId,
      kind: story.kind,
      urgency: story.urgency,
      serviceId: services.get(story.service)!,
      wishedPersonId: undefined,
      question: story.question,
      isPatientInformed: true,
    })
  for (const [i, { by, after, input }] of story.steps.entries()) {
    at += after * HOUR
    if (told!.n > i + 1) continue
    if (input.intent === 'receive') await receiveReferral(as(by), referralId)
    else await actOnReferral(as(by), referralId, await actOf(means, services, referralId, input, at))
  }
}

async function actOf(
  { owner }: Means,
  services: Map<string, string>,
  referralId: string,
  { inDays, redirect, ...input }: Record<string, unknown>,
  at: number,
) {
  const [row] = await owner.execute<{ version: number }>(
    sql`select version from referrals where id = ${referralId}::uuid`,
  )
  return {
    ...input,
    expectedVersion: row!.version,
    ...(inDays !== undefined && { day: new Date(at + Number(inDays) * DAY).toISOString().slice(0, 10) }),
    ...(redirect !== undefined && { redirectServiceId: services.get(String(redirect)) }),
  } as Parameters<typeof actOnReferral>[2]
}

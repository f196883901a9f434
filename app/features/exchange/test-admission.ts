import { buildMessage, type FieldValue } from './formats/hl7v2/build-message.ts'

/** An admission of nobody, for a region where tests are made. Said again it is the same stay. */
export function testAdmission({
  connectionId,
  authority,
  at,
}: {
  connectionId: string
  authority: string | null
  at: Date
}): Uint8Array {
  const time = `${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}+0000`
  const number = `ESSAI-${connectionId.slice(0, 8)}`
  const assigner =
    authority && /^[\d.]+$/.test(authority) ? ['ESSAI', authority, 'ISO'] : [authority ?? 'ESSAI']
  const pid: FieldValue[] = Array.from({ length: 32 }, () => null)
  pid[2] = [number, '', '', assigner, 'PI']
  pid[4] = ['ESSAI-INTERFACE', 'CAMILLE', 'CAMILLE', '', '', '', 'L']
  pid[6] = '19500101'
  pid[7] = 'F'
  pid[31] = 'PROV'
  const pv1: FieldValue[] = Array.from({ length: 44 }, () => null)
  pv1[1] = 'O'
  pv1[18] = [number, '', '', assigner, 'VN']
  pv1[43] = time
  return buildMessage([
    [
      'MSH',
      'CORDEE',
      'ESSAI',
      'CORDEE',
      'ESSAI',
      time,
      null,
      ['ADT', 'A04', 'ADT_A01'],
      `ESSAI${at.getTime()}`,
      'T',
      '2.5',
      null,
      null,
      null,
      null,
      'FRA',
      'UNICODE UTF-8',
    ],
    ['EVN', null, time, null, null, null, time],
    ['PID', ...pid],
    ['PV1', ...pv1],
  ])
}

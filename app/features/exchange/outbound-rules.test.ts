import { describe, expect, test } from 'vitest'
import { HOUR, SECOND } from '#app/kernel/durations.ts'
import { answerOf, controlIdOf, isOwnMachine, isPrivateNetwork, pauseAfter } from './outbound-rules.ts'

describe('what goes out', () => {
  test('waits longer after each failure, an hour at most', () => {
    const pauses = Array.from({ length: 12 }, (_, i) => pauseAfter(i + 1))
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b))
    expect(pauses[0]).toBe(5 * SECOND)
    expect(pauses.at(-1)).toBe(HOUR)
  })

  test('has one id of 20 characters', () => {
    const id = controlIdOf('11f0aa0c-9f0b-4c55-8a8c-2f6a1f9d7777')
    expect(id).toBe('CD11f0aa0c9f0b4c558a')
    expect(id).toHaveLength(20)
  })

  test.each([
    ['AA', 'ID', '', { kind: 'taken' }],
    ['CA', 'ID', '', { kind: 'taken' }],
    ['AE', 'ID', '204', { kind: 'refused', reason: 'AE 204' }],
    ['AR', 'ID', 'DUPONT Jean', { kind: 'refused', reason: 'AR' }],
    ['AA', 'OTHER', '', { kind: 'unclear', reason: 'otherMessage' }],
    ['??', 'ID', '', { kind: 'unclear', reason: 'badAck' }],
  ])('%s for %s means what it says', (code, inReplyTo, errorCode, expected) => {
    expect(answerOf({ code, inReplyTo, errorCode }, 'ID')).toEqual(expected)
  })

  test.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['169.254.169.254', true],
    ['fe80::1', true],
    ['0:0:0:0:0:0:0:1', true],
    ['0000:0000:0000:0000:0000:0000:0000:0001', true],
    ['0:0:0:0:0:ffff:7f00:1', true],
    ['::ffff:7f00:1', true],
    ['::FFFF:a9fe:a9fe', true],
    ['::127.0.0.1', true],
    ['0:0:0:0:0:0:0:0', true],
    ['FE80:0:0:0:0:0:0:1', true],
    ['fe80::1%eth0', true],
    ['febf::1', true],
    ['0.0.0.0', true],
    ['no address', true],
    ['10.1.2.3', false],
    ['::ffff:10.1.2.3', false],
    ['fec0::1', false],
    ['2001:db8::1', false],
  ])('%s is the own machine: %s', (address, expected) => {
    expect(isOwnMachine(address)).toBe(expected)
  })

  test.each([
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['172.31.255.255', true],
    ['172.32.0.1', false],
    ['192.168.7.7', true],
    ['::ffff:192.168.7.7', true],
    ['0:0:0:0:0:ffff:0a01:0203', true],
    ['fd12:3456::1', true],
    ['192.0.2.1', false],
    ['::ffff:192.0.2.1', false],
    ['2001:db8::1', false],
    ['interfaces.example', false],
  ])('%s is of a private network: %s', (address, expected) => {
    expect(isPrivateNetwork(address)).toBe(expected)
  })
})

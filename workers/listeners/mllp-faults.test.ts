import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { aGate, aListener, aSender, framed } from './mllp-peers.ts'

// API-04: what goes wrong on the way in, and how it ends

describe('what goes wrong', () => {
  test('a sender that dies in the middle of a message leaves nothing of it', async () => {
    const { listener, port, received, logged } = await aListener()
    const sender = await aSender(port)
    sender.send(Buffer.concat([framed('whole'), framed('half').subarray(0, -2)]))
    await sender.answered(1)
    sender.socket.resetAndDestroy()
    await expect.poll(() => listener.connections(), { timeout: 5000 }).toBe(0)
    expect(received).toEqual(['whole'])
    expect(logged).toContain('hl7 message cut off')
  })

  test('a message that could not be kept gets no answer: the connection closes, the sender repeats', async () => {
    let failures = 1
    const { port, received, logged } = await aListener({
      onMessage: async () => {
        if (failures-- > 0) throw new Error('database away')
        return Buffer.from('ok')
      },
    })
    const sender = await aSender(port)
    sender.send(Buffer.concat([framed('one'), framed('two')]))
    await sender.closed()
    expect(sender.answers).toEqual([])
    expect(received).toEqual(['one'])
    expect(logged).toContain('hl7 message not kept')

    const again = await aSender(port)
    again.send(framed('one'))
    await again.answered(1)
  })

  test('a sender that leaves before its answer: kept all the same, and told apart', async () => {
    const gate = aGate()
    const { listener, port, received, logged } = await aListener({
      onMessage: async () => {
        await gate.opened
        return Buffer.from('ok')
      },
    })
    const sender = await aSender(port)
    sender.send(framed('one'))
    await expect.poll(() => received.length, { timeout: 5000 }).toBe(1)
    sender.socket.resetAndDestroy()
    await sender.closed()
    gate.open()
    await expect.poll(() => listener.connections(), { timeout: 5000 }).toBe(0)
    await expect.poll(() => logged.join(), { timeout: 5000 }).toMatch(/sender is gone|connection failed/)
  })

  test('a message that is too large is refused by name and the connection goes on', async () => {
    const { port, received } = await aListener({
      maxBytes: 1000,
      onTooLarge: async (head) => Buffer.from(`too large: ${Buffer.from(head).toString().slice(0, 3)}`),
    })
    const sender = await aSender(port)
    sender.send(framed('y'.repeat(100_000)))
    sender.send(framed('small'))
    await sender.answered(2)
    expect(sender.answers[0]).toBe('too large: yyy')
    expect(received).toEqual(['small'])
  })

  test('without an answer for it, a message that is too large closes', async () => {
    const { port, logged } = await aListener({ maxBytes: 1000 })
    const sender = await aSender(port)
    sender.send(framed('y'.repeat(2000)))
    await sender.closed()
    expect(logged).toContain('hl7 connection closed: tooLarge')
  })

  test('noise before a frame is passed over, much of it closes', async () => {
    const { port, received, logged } = await aListener()
    const sender = await aSender(port)
    sender.send('GET / HTTP/1.1\r\n\r\n')
    sender.send(framed('one'))
    await sender.answered(1)
    expect(received).toEqual(['one'])
    sender.send('z'.repeat(70_000))
    await sender.closed()
    expect(logged).toContain('hl7 connection closed: garbage')
  })

  test('an idle connection closes', async () => {
    const { port, logged } = await aListener({ idleMs: 100 })
    await (await aSender(port)).closed()
    expect(logged).toContain('hl7 connection closed: idle')
  })

  test('a message that stands still closes; one that takes us long does not', async () => {
    const { port, logged } = await aListener({
      stallMs: 100,
      onMessage: async () => {
        await sleep(400)
        return Buffer.from('ok')
      },
    })
    const slow = await aSender(port)
    slow.send(framed('takes longer than the limit'))
    const stalled = await aSender(port)
    stalled.send('\x0bhalf')
    await stalled.closed()
    expect(logged).toContain('hl7 connection closed: stalled')
    await slow.answered(1)
    expect(slow.isClosed()).toBe(false)
  })
})

describe('stopping', () => {
  test('the message in progress gets its answer, what waits behind it does not, nobody new comes in', async () => {
    const gate = aGate()
    const { listener, port, received } = await aListener({
      onMessage: async () => {
        await gate.opened
        return Buffer.from('ok')
      },
    })
    const busy = await aSender(port)
    const idle = await aSender(port)
    busy.send(Buffer.concat([framed('one'), framed('two')]))
    await expect.poll(() => received.length, { timeout: 5000 }).toBe(1)

    const stopped = listener.stop()
    await idle.closed()
    expect(busy.answers).toEqual([])
    const late = connect(port, '127.0.0.1')
    await expect(new Promise((_, reject) => late.once('error', reject))).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    })
    gate.open()
    await stopped
    await busy.closed()
    expect(busy.answers).toEqual(['ok'])
    expect(received).toEqual(['one'])
  })

  test('does not wait longer than it is given', async () => {
    const { listener, port, received } = await aListener({
      onMessage: () => new Promise<Uint8Array>(() => {}),
    })
    const sender = await aSender(port)
    sender.send(framed('one'))
    await expect.poll(() => received.length, { timeout: 5000 }).toBe(1)
    const start = performance.now()
    await listener.stop(100)
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(sender.answers).toEqual([])
  })
})

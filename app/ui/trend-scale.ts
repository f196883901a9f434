// Where things stand on a plot, in per cent of it: no pixel is known on the server, nor needed.

export type Scale = { min: number; max: number; ticks: number[] }

const STEPS = [1, 2, 2.5, 5, 10]

/** A scale with round steps that holds all values, and a little air. */
export function niceScale(values: readonly number[], wanted = 4): Scale {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const span = high - low || Math.abs(high) || 1
  const rough = span / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = (STEPS.find((s) => s * power >= rough) ?? 10) * power
  // A flat line keeps air on both sides; a quantity that is never negative does not go below nought.
  const from = Math.floor((high === low ? low - span / 2 : low) / step) * step
  const min = low >= 0 ? Math.max(0, from) : from
  const ticks: number[] = []
  for (let i = 0; min + i * step < high + step && i < 20; i++) ticks.push(round(min + i * step))
  if (ticks.length < 2) ticks.push(round(min + step))
  return { min, max: ticks.at(-1)!, ticks }
}

// 0.1 + 0.2: what stands on an axis is a short number.
const round = (value: number) => Number(value.toPrecision(12))

export const percent = (value: number, { min, max }: { min: number; max: number }): number =>
  max === min ? 50 : ((value - min) / (max - min)) * 100

/** Samples as a WAV file that every speech recogniser takes. */

/** Samples a second: what speech recognisers are trained on. */
export const RATE = 16_000

/** Of a sinc on each side of its middle: enough for speech. */
const LOBES = 8

/**
 * The same sound with another number of samples a second. What the new rate cannot carry is
 * filtered out before: a sinc under a Hann window.
 */
export function resampled(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples
  const step = from / to
  const cut = Math.min(1, to / from)
  const reach = LOBES / cut
  const result = new Float32Array(Math.floor(samples.length / step))
  for (let place = 0; place < result.length; place += 1) {
    const middle = place * step
    const first = Math.max(0, Math.ceil(middle - reach))
    const last = Math.min(samples.length - 1, Math.floor(middle + reach))
    let sum = 0
    for (let index = first; index <= last; index += 1) {
      const away = index - middle
      const window = 0.5 + 0.5 * Math.cos((Math.PI * away) / reach)
      sum += (samples[index] as number) * sinc(away * cut) * window
    }
    result[place] = sum * cut
  }
  return result
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

/** Seconds over which loudness is measured, and what stays before the first word and after the last. */
const FRAME = 0.02
const MARGIN = 0.4
/** Below this, even the loudest part of a recording is no voice: -50 dB of the most there is. */
const FAINTEST = 0.003
/** How much of the loudest part counts as silence between words: -30 dB. */
const QUIET = 0.03

/** Without the silence around it, which would be heard, and paid, by the second; null of nothing. */
export function trimmed(samples: Float32Array, rate: number): Float32Array | null {
  const size = Math.round(FRAME * rate)
  const levels: number[] = []
  for (let start = 0; start < samples.length; start += size)
    levels.push(level(samples.subarray(start, start + size)))
  const loudest = levels.reduce((most, each) => Math.max(most, each), 0)
  if (loudest < FAINTEST) return null
  const isLoud = (each: number) => each > loudest * QUIET
  const margin = Math.round(MARGIN / FRAME)
  const first = levels.findIndex(isLoud) - margin
  const last = levels.findLastIndex(isLoud) + 1 + margin
  return samples.subarray(Math.max(0, first) * size, last * size)
}

/** The root of the mean square. */
export function level(samples: Float32Array): number {
  let sum = 0
  for (const each of samples) sum += each * each
  return Math.sqrt(sum / samples.length)
}

const HEADER = 44

/** One channel of 16 bits. */
export function wav(samples: Float32Array, rate: number): Blob {
  const view = new DataView(new ArrayBuffer(HEADER + 2 * samples.length))
  const text = (place: number, letters: string) =>
    [...letters].forEach((letter, index) => view.setUint8(place + index, letter.charCodeAt(0)))
  text(0, 'RIFF')
  view.setUint32(4, view.byteLength - 8, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true) // bytes of what describes it
  view.setUint16(20, 1, true) // PCM
  view.setUint16(22, 1, true) // channels
  view.setUint32(24, rate, true)
  view.setUint32(28, 2 * rate, true) // bytes a second
  view.setUint16(32, 2, true) // bytes a sample
  view.setUint16(34, 16, true) // bits a sample
  text(36, 'data')
  view.setUint32(40, 2 * samples.length, true)
  samples.forEach((sample, index) => {
    const bounded = Math.max(-1, Math.min(1, sample))
    view.setInt16(HEADER + 2 * index, Math.round(bounded * 0x7fff), true)
  })
  return new Blob([view], { type: 'audio/wav' })
}

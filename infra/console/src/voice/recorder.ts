/** The microphone, until it is told to stop. */

import { RATE, resampled, wav } from './wav'

/** The API takes no longer recordings. */
export const MOST_SECONDS = 60

export interface Recorder {
  /** How loud it is just now, from 0 to 1. */
  level: () => number
  seconds: () => number
  /** What was recorded, as a WAV file of 16 kHz in one channel. */
  stop: () => Promise<Blob>
  /** Forget it. */
  cancel: () => void
}

/** Why there is nothing to record with, as a sentence. */
export class NoMicrophone extends Error {}

const REASONS: Record<string, string> = {
  NotAllowedError: 'This page may not use the microphone; the browser’s settings can allow it.',
  NotFoundError: 'There is no microphone here.',
  NotReadableError: 'The microphone is used by something else.',
}

/** Asks for leave if need be. Throws NoMicrophone. */
export async function record(): Promise<Recorder> {
  const stream = await microphone()
  const context = new AudioContext()
  const off = () => {
    for (const track of stream.getTracks()) track.stop()
    if (context.state !== 'closed') void context.close()
  }
  try {
    // The address is written in full here, so that the build finds it.
    await context.audioWorklet.addModule(new URL('./recorder.worklet.js', import.meta.url).href)
    return listen(context, stream, off)
  } catch (error) {
    off()
    throw error
  }
}

async function microphone(): Promise<MediaStream> {
  try {
    if (!navigator.mediaDevices) throw new DOMException('', 'NotFoundError')
    // Nothing is played meanwhile: there is no echo to cancel.
    const audio = { channelCount: 1, echoCancellation: false, autoGainControl: true }
    return await navigator.mediaDevices.getUserMedia({ audio })
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    throw new NoMicrophone(REASONS[name] ?? 'The microphone cannot be used.')
  }
}

function listen(context: AudioContext, stream: MediaStream, off: () => void): Recorder {
  const pieces: Float32Array[] = []
  let length = 0
  let level = 0
  const node = new AudioWorkletNode(context, 'recorder', { numberOfOutputs: 0 })
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
    pieces.push(data)
    length += data.length
    level = loudness(data)
  }
  context.createMediaStreamSource(stream).connect(node)
  void context.resume()
  return {
    level: () => level,
    seconds: () => length / context.sampleRate,
    async stop() {
      off()
      const most = MOST_SECONDS * context.sampleRate
      const samples = joined(pieces, length).subarray(0, most)
      return wav(resampled(samples, context.sampleRate, RATE), RATE)
    },
    cancel: off,
  }
}

/** The root of the mean square, in decibels from -60 to 0 as 0 to 1: as ears hear it. */
function loudness(samples: Float32Array): number {
  let sum = 0
  for (const each of samples) sum += each * each
  const decibels = 10 * Math.log10(sum / samples.length + 1e-9)
  return Math.min(1, Math.max(0, 1 + decibels / 60))
}

function joined(pieces: readonly Float32Array[], length: number): Float32Array {
  const whole = new Float32Array(length)
  let place = 0
  for (const piece of pieces) {
    whole.set(piece, place)
    place += piece.length
  }
  return whole
}

/** The microphone, until it is told to stop. */

import { MOST_SECONDS } from './limits'
import { level as levelOf, RATE, resampled, trimmed, wav } from './wav'

export interface Recorder {
  /** How loud it is just now, from 0 to 1. */
  level: () => number
  seconds: () => number
  /** What was said, as a WAV file of 16 kHz in one channel. Throws NoMicrophone. */
  stop: () => Promise<Blob>
  /** Forget it. */
  cancel: () => void
}

/** Why there is nothing to record with, as a sentence. */
export class NoMicrophone extends Error {}

const SILENCE = 'The microphone heard nothing. Speak louder, or choose another one.'
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
      const all = joined(pieces, length).subarray(0, most)
      const samples = trimmed(all, context.sampleRate)
      if (!samples) throw new NoMicrophone(SILENCE)
      return wav(resampled(samples, context.sampleRate, RATE), RATE)
    },
    cancel: off,
  }
}

/** In decibels, from -60 to 0 as 0 to 1: as ears hear it. */
function loudness(samples: Float32Array): number {
  return Math.min(1, Math.max(0, 1 + Math.log10(levelOf(samples) + 1e-5) / 3))
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

// Hands on what the microphone hears, as one channel, in pieces of about a twentieth of a second.

const PIECE = 2048

class Recorder extends AudioWorkletProcessor {
  piece = new Float32Array(PIECE)
  filled = 0

  process([channels]) {
    const length = channels[0]?.length ?? 0
    for (let place = 0; place < length; place += 1) {
      let sum = 0
      for (const channel of channels) sum += channel[place]
      this.piece[this.filled] = sum / channels.length
      this.filled += 1
      if (this.filled === PIECE) this.#hand()
    }
    return true
  }

  #hand() {
    this.port.postMessage(this.piece, [this.piece.buffer])
    this.piece = new Float32Array(PIECE)
    this.filled = 0
  }
}

registerProcessor('recorder', Recorder)

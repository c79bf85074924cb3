/** Speaking instead of typing. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { config } from '../../config'
import { isAbort } from '../../making/follow'
import { Refused } from '../../making/refused'
import { MOST_SECONDS } from '../../voice/limits'
import type { Recorder } from '../../voice/recorder'
import { focusSoon } from '../focus'
import { Icon } from '../icon'

interface Props {
  off: boolean
  /** A recording was sent: the id of its upload. Ends when what was said is done. */
  spoken: (upload: string) => Promise<void>
  /** Type instead. */
  type: () => void
}

type State = 'idle' | 'asking' | 'recording' | 'sending' | 'hearing'

const DEAF = 'Nobody hears recordings here. Type what you want instead.'
const SPEAK = 'speak'
const STOP = 'stop-speaking'

/** Known from its settings, or since it refused a recording. */
let deaf = false

export function Microphone({ off, spoken, type }: Props) {
  const [state, setState] = useState<State>('idle')
  const [recorder, setRecorder] = useState<Recorder | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const gone = useRef(new AbortController())
  useEffect(() => {
    gone.current = new AbortController()
    return () => gone.current.abort()
  }, [])
  useEffect(() => () => recorder?.cancel(), [recorder])
  const isDeaf = deaf || config.hears === 'none'

  const fail = (error: unknown) => {
    setState('idle')
    if (!isAbort(error)) setFailure(error)
  }
  const start = async () => {
    if (off || state !== 'idle') return
    setFailure(null)
    setState('asking')
    try {
      const { record } = await import('../../voice/recorder')
      const started = await record()
      if (gone.current.signal.aborted) return started.cancel()
      setRecorder(started)
      setState('recording')
      focusSoon(STOP)
    } catch (error) {
      fail(error)
    }
  }
  const cancel = () => {
    recorder?.cancel()
    setRecorder(null)
    setState('idle')
    focusSoon(SPEAK)
  }
  const stop = async () => {
    if (!recorder || state !== 'recording') return
    setState('sending')
    focusSoon(SPEAK)
    const { upload, isDeafness } = await import('../../voice/upload')
    try {
      const recording = await recorder.stop()
      setRecorder(null)
      const id = await upload(recording, gone.current.signal)
      setState('hearing')
      await spoken(id)
      setState('idle')
    } catch (error) {
      deaf ||= isDeafness(error)
      fail(isDeafness(error) ? null : error)
    }
  }

  if (isDeaf)
    return (
      <p class="hint speaking" role="status">
        {deaf ? DEAF : ''}
      </p>
    )
  return (
    <div class="speaking">
      {state === 'recording' && recorder ? (
        <Recording recorder={recorder} stop={stop} cancel={cancel} />
      ) : (
        <button
          type="button"
          id={SPEAK}
          aria-disabled={off || state !== 'idle'}
          onClick={() => void start()}
        >
          <Icon name="microphone" /> Speak
        </button>
      )}
      <span class="hint" role="status">
        {SAID[state]}
      </span>
      {failure !== null && (
        <>
          <Refused failure={failure} />
          <button type="button" class="small" onClick={type}>
            Type instead
          </button>
        </>
      )}
    </div>
  )
}

const SAID: Record<State, string> = {
  idle: '',
  asking: 'Waiting for the microphone…',
  recording: '',
  sending: 'Sending the recording…',
  hearing: 'Listening to it…',
}

interface RecordingProps {
  recorder: Recorder
  stop: () => Promise<void>
  cancel: () => void
}

/** When it is told that it will end. */
const SOON_SECONDS = 10
const OFTEN_MS = 66

/** The level, and what is left of the minute; Escape forgets it. */
function Recording({ recorder, stop, cancel }: RecordingProps) {
  const [level, setLevel] = useState(0)
  const [left, setLeft] = useState(MOST_SECONDS)
  const ended = useRef(stop)
  ended.current = stop
  useEffect(() => {
    const timer = setInterval(() => {
      setLevel(recorder.level())
      setLeft(Math.max(0, Math.ceil(MOST_SECONDS - recorder.seconds())))
      if (recorder.seconds() >= MOST_SECONDS) void ended.current()
    }, OFTEN_MS)
    return () => clearInterval(timer)
  }, [recorder])
  return (
    <div
      class="recording"
      role="group"
      aria-label="Recording"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        cancel()
      }}
    >
      <button type="button" class="main" id={STOP} onClick={() => void stop()}>
        <Icon name="stop" /> Done
      </button>
      <span class="level" aria-hidden="true">
        <span style={{ '--level': level }} />
      </span>
      <time class="left" aria-hidden="true">
        {Math.floor(left / 60)}:{String(left % 60).padStart(2, '0')}
      </time>
      <button
        type="button"
        class="round plain"
        aria-label="Forget the recording"
        title="Forget the recording (Escape)"
        onClick={cancel}
      >
        <Icon name="close" />
      </button>
      <span class="unseen" role="status">
        {left <= SOON_SECONDS ? `${SOON_SECONDS} seconds are left.` : 'Recording. Speak now.'}
      </span>
    </div>
  )
}

/** Asking for something from a picture, and what becomes of it. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import type { Generation } from '../../api/client'
import { readStats } from '../../gallery/store'
import { follow, isAbort } from '../../making/follow'
import { newIntent } from '../../making/intent'
import { learn } from '../../making/maker'
import { say } from '../../notices'
import { told } from './told'

export interface Asking {
  /** How far it is; null before it is asked for. */
  now: Generation | null
  failure: unknown
  busy: boolean
  /** Ask, with a key for this very body; ends when it is over. */
  begin<Body>(body: Body, ask: (key: string) => Promise<Generation>): Promise<Generation | null>
  /** Whatever it came to is not shown any more. */
  forget: () => void
}

/** One result is opened, as with an edit; of several, one may choose. */
export function useAsking(): Asking {
  const intent = useMemo(newIntent, [])
  const leaving = useRef(new AbortController())
  const [now, setNow] = useState<Generation | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [, go] = useLocation()
  useEffect(() => {
    leaving.current = new AbortController()
    return () => leaving.current.abort()
  }, [])

  const forget = () => {
    setNow(null)
    setFailure(null)
  }
  const begin: Asking['begin'] = async (body, ask) => {
    const { signal } = leaving.current
    forget()
    setBusy(true)
    try {
      const begun = await intent.send(body, ask)
      learn(begun.provider)
      void readStats()
      if (signal.aborted) return null
      setNow(begun)
      const ended = await follow(begun, setNow, signal)
      setBusy(false)
      if (ended.state === 'ready' && ended.results.length === 1) open(ended)
      return ended
    } catch (error) {
      if (isAbort(error)) return null
      setFailure(error)
      setBusy(false)
      return null
    }
  }
  const open = (ended: Generation) => {
    const result = ended.results[0]
    if (!result) return
    told.value = { result: result.id, generation: ended }
    say('This is the new picture.')
    go(`/assets/${result.id}`)
  }
  return { now, failure, busy, begin, forget }
}

import { useEffect, useRef, useState } from 'preact/hooks'
import type { Generation, Schemas } from '../api/client'
import { complain } from '../notices'
import { follow, isAbort, isOver } from './follow'

interface Following {
  /** Ask no more: it is being given up. */
  stop: () => void
  /** It was not given up after all. */
  again: () => void
}

/** Follows it for as long as it is shown. */
export function useFollowing(
  item: Schemas['GenerationModel'] | null,
  changed: (now: Generation) => void,
): Following {
  const [tries, setTries] = useState(0)
  const leaving = useRef(new AbortController())
  useEffect(() => {
    if (!item || isOver(item)) return
    const { signal } = (leaving.current = new AbortController())
    follow(item, changed, signal).catch((error) => isAbort(error) || complain(error))
    return () => leaving.current.abort()
  }, [item?.id, tries])
  return { stop: () => leaving.current.abort(), again: () => setTries(tries + 1) }
}

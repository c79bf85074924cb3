/** What words come to, before anything is done. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { api, type Schemas, take } from '../../api/client'
import { ApiError } from '../../api/problem'
import { isAbort } from '../../making/follow'

type Plan = Schemas['PlanAnswer']

/** How long a pause in typing is. */
const PAUSE_MS = 900

export interface Preview {
  plan: Plan | null
  /** The words that it is of. */
  of: string
  failure: unknown
  /** Without waiting for a pause; whether there is something to do. */
  now: () => Promise<boolean>
}

interface Question {
  of: string
  leaving: AbortController
  answer: Promise<boolean>
}

/** What the words come to, asked for after a pause: nothing is changed, and nothing is spent. */
export function usePreview(id: string, words: string): Preview {
  const [plan, setPlan] = useState<Plan | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const question = useRef<Question | null>(null)
  const text = words.trim()

  const ask = async (leaving: AbortController) => {
    try {
      setPlan(await dryRun(id, text, leaving.signal))
      setFailure(null)
      return true
    } catch (error) {
      if (isAbort(error)) return false
      // What could not be asked at all may be asked again.
      if (!(error instanceof ApiError)) question.current = null
      setFailure(error)
      return false
    }
  }
  const now = () => {
    if (question.current?.of !== text) {
      question.current?.leaving.abort()
      const leaving = new AbortController()
      question.current = { of: text, leaving, answer: ask(leaving) }
    }
    return question.current.answer
  }
  useEffect(() => {
    if (question.current && question.current.of !== text) {
      question.current.leaving.abort()
      question.current = null
      setPlan(null)
      setFailure(null)
    }
    if (!text) return
    const timer = setTimeout(() => void now(), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  useEffect(() => () => question.current?.leaving.abort(), [])
  return { plan, of: text, failure, now }
}

async function dryRun(id: string, prompt: string, signal: AbortSignal): Promise<Plan> {
  const params = { path: { asset_id: id } }
  const body = { prompt, dry_run: true }
  const asked = api.POST('/v1/assets/{asset_id}/instructions', { params, body, signal })
  return (await take(asked)) as Plan
}

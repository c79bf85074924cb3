/** Making a new picture of this one. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { api, type Detail } from '../../api/client'
import { ApiError } from '../../api/problem'
import { say } from '../../notices'
import { FormatFields } from '../format'
import { made } from '../load'
import { Failed } from '../words_form'
import { AddBar } from './add_bar'
import { type Draft, newDraft, recipe } from './draft'
import { Preview } from './preview'
import { type Problems, StepList } from './step_list'

export function Editor({ asset, close }: { asset: Detail; close: () => void }) {
  const draft = useMemo(() => newDraft(asset), [asset.id])
  const heading = useRef<HTMLHeadingElement>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [, go] = useLocation()
  const format = draft.format.value
  const nothing = draft.steps.value.length === 0 && !format.format && !format.quality
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  useEffect(() => setFailure(null), [draft.steps.value, format])

  const apply = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    try {
      const { created, asset: result } = await send(draft)
      say(created ? 'This is the new picture.' : 'This very picture was made before: here it is.')
      go(`/assets/${result.id}`)
    } catch (error) {
      setFailure(error)
    }
    setBusy(false)
  }

  return (
    <div class="columns">
      <Preview draft={draft} />
      <form class="side editor" onSubmit={apply} data-arrows>
        <h2 ref={heading} id="edit-title" tabIndex={-1}>
          Edit
        </h2>
        <AddBar draft={draft} />
        <StepList draft={draft} problems={byStep(failure)} />
        <FormatFields
          value={format}
          change={(value) => (draft.format.value = value)}
          own={asset.content_type}
        />
        {Object.keys(byStep(failure)).length === 0 && <Failed failure={failure} />}
        <div class="row apply">
          <button class="main" disabled={busy || nothing}>
            {busy ? 'Making it…' : 'Make the new picture'}
          </button>
          <button type="button" onClick={close} disabled={busy}>
            Cancel
          </button>
        </div>
      </form>
    </div>
  )
}

async function send({ asset, steps, format }: Draft) {
  const params = { path: { asset_id: asset.id } }
  const body = { operations: recipe(steps.value), ...format.value }
  return made(api.POST('/v1/assets/{asset_id}/edits', { params, body: body as never }))
}

/** A refusal points at `/operations/0/width`: what it says belongs to that step. */
function byStep(failure: unknown): Problems {
  if (!(failure instanceof ApiError)) return {}
  const found: Problems = {}
  for (const { pointer, detail } of failure.problem.errors ?? []) {
    const index = Number(/^\/operations\/(\d+)/.exec(pointer)?.[1] ?? Number.NaN)
    if (Number.isNaN(index)) continue
    const text = [found[index]?.text, detail].filter(Boolean).join(' ')
    found[index] = { text, code: failure.code }
  }
  return found
}

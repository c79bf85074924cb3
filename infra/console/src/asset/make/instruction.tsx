/** An edit in words, typed or spoken. */

import { useRef, useState } from 'preact/hooks'
import { api, type Detail, type Schemas, take } from '../../api/client'
import { Refused } from '../../making/refused'
import { focusSoon } from '../focus'
import { useAsking } from './asking'
import { Microphone } from './microphone'
import { Outcome } from './more'
import { PlanView } from './plan'
import { usePreview } from './preview'
import { told } from './told'

const MOST_CHARACTERS = 2000
const DO_IT = 'do-instruction'

export function Instruction({ asset }: { asset: Detail }) {
  const asking = useAsking()
  const [words, setWords] = useState('')
  const preview = usePreview(asset.id, asking.busy ? '' : words)
  const box = useRef<HTMLTextAreaElement>(null)
  const params = { path: { asset_id: asset.id } }

  const begin = (body: Schemas['InstructionRequest']) =>
    asking.begin(body, (key) =>
      take(
        api.POST('/v1/assets/{asset_id}/instructions', {
          params,
          body,
          headers: { 'Idempotency-Key': key },
        }),
      ) as Promise<Schemas['GenerationAnswer']>,
    )
  const type = (text: string) => {
    setWords(text)
    asking.forget()
  }
  const show = async () => {
    if (words.trim() && (await preview.now())) focusSoon(DO_IT)
  }
  const submit = (event: Event) => {
    event.preventDefault()
    if (!asking.busy && preview.plan) void begin({ prompt: words })
    else void show()
  }
  /** Whatever was heard stands in the box: it can be changed, and asked for again. */
  const spoken = async (upload: string) => {
    setWords('')
    const ended = await begin({ audio_upload_id: upload })
    if (ended && ended.state !== 'ready' && ended.transcript) setWords(ended.transcript)
  }

  return (
    <section class="panel instruction" aria-labelledby="instruction">
      <h2 id="instruction">Say what to change</h2>
      <Told asset={asset} />
      <form class="stack" onSubmit={submit} data-arrows>
        <div class="say">
          <textarea
            ref={box}
            rows={2}
            aria-labelledby="instruction"
            placeholder="make it brighter and crop to a square"
            maxLength={MOST_CHARACTERS}
            value={words}
            readOnly={asking.busy}
            onInput={({ currentTarget }) => type(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
              event.preventDefault()
              void show()
            }}
          />
          <Microphone off={asking.busy} spoken={spoken} type={() => box.current?.focus()} />
        </div>
        {asking.now?.transcript && (
          <p class="heard" role="status">
            Heard: “{asking.now.transcript}”
          </p>
        )}
        <div class="stack previewed" aria-live="polite">
          {preview.plan && !asking.busy && (
            <PlanView
              plan={preview.plan}
              words={preview.of}
              images={preview.plan.estimated_cost.images}
            />
          )}
          {!asking.now && <Refused failure={preview.failure} />}
        </div>
        <Outcome asking={asking} />
        {preview.plan && !asking.busy && (
          <div class="row">
            <button class="main" id={DO_IT}>
              Do it
            </button>
            <button type="button" class="plain" onClick={() => (type(''), box.current?.focus())}>
              Clear
            </button>
          </div>
        )}
      </form>
    </section>
  )
}

/** Of a picture that was just made so: what was said, and what was understood. */
function Told({ asset }: { asset: Detail }) {
  const now = told.value
  if (now?.result !== asset.id || !now.generation.plan) return null
  const { plan, transcript, prompt } = now.generation
  return (
    <div class="told stack">
      <p class="hint">{transcript ? 'Heard, and done:' : 'Done, as it was said:'}</p>
      <PlanView plan={plan} words={transcript ?? prompt ?? ''} />
    </div>
  )
}

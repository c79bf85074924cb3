import { useMemo, useRef, useState } from 'preact/hooks'
import { api, take } from '../api/client'
import { readStats } from '../gallery/store'
import { newIntent } from '../making/intent'
import { learn } from '../making/maker'
import { Refused } from '../making/refused'
import { number } from '../text'
import { CountField, SeedField, ShapeField } from './fields'
import { current, note } from './store'
import { bodyOf, change, MOST_CHARACTERS, MOST_OF_STYLE, wish } from './wish'

export function WishForm() {
  const intent = useMemo(newIntent, [])
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const { prompt, negative, style } = wish.value

  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setFailure(null)
    try {
      const body = bodyOf(wish.value)
      const begun = await intent.send(body, (key) =>
        take(api.POST('/v1/generations', { body, headers: { 'Idempotency-Key': key } })),
      )
      learn(begun.provider)
      if (current.value) note(current.value)
      current.value = begun
    } catch (error) {
      setFailure(error)
    }
    void readStats()
    setBusy(false)
  }

  return (
    <form class="stack wish" onSubmit={submit}>
      <Words
        name="What shall be in the picture?"
        rows={4}
        value={prompt}
        required
        set={(value) => change({ prompt: value })}
        submit={submit}
      />
      <details open={Boolean(negative || style)}>
        <summary>More: style, and what to leave out</summary>
        <div class="stack">
          <label class="field">
            <span>Style, such as watercolour</span>
            <input
              value={style}
              maxLength={MOST_OF_STYLE}
              autocomplete="off"
              onInput={({ currentTarget }) => change({ style: currentTarget.value })}
            />
          </label>
          <Words
            name="What shall not be in it"
            rows={2}
            value={negative}
            set={(value) => change({ negative: value })}
            submit={submit}
          />
        </div>
      </details>
      <ShapeField />
      <div class="pair">
        <CountField />
        <SeedField />
      </div>
      <Refused failure={failure} />
      <button class="main" aria-disabled={busy}>
        {busy ? 'Asking…' : wish.value.count > 1 ? `Create ${wish.value.count} pictures` : 'Create'}
      </button>
    </form>
  )
}

interface WordsProps {
  name: string
  rows: number
  value: string
  required?: boolean
  set: (value: string) => void
  submit: (event: Event) => void
}

/** Many words, counted. Ctrl or ⌘ with Enter sends the form. */
function Words({ name, rows, value, required, set, submit }: WordsProps) {
  const box = useRef<HTMLTextAreaElement>(null)
  const count = [...value].length
  return (
    <label class="field">
      <span>{name}</span>
      <textarea
        ref={box}
        rows={rows}
        value={value}
        required={required}
        maxLength={MOST_CHARACTERS}
        onInput={({ currentTarget }) => set(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          if (box.current?.form?.reportValidity()) submit(event)
        }}
      />
      <span class="counted" aria-hidden="true">
        {number(count)} / {number(MOST_CHARACTERS)}
      </span>
    </label>
  )
}

import { useEffect, useState } from 'preact/hooks'
import type { Detail } from '../api/client'
import { explain } from '../api/problem'
import { say } from '../notices'
import { TagsField } from './tags_field'
import { parse, same, saveOver, type Words, wordsOf } from './words'
import { Conflict } from './words_conflict'

interface Props {
  asset: Detail
  change: (asset: Detail) => void
}

export function WordsForm({ asset, change }: Props) {
  // The form is about what was read when it was last opened or saved: that is what If-Match names.
  const [base, setBase] = useState(asset)
  const [words, setWords] = useState(() => wordsOf(asset))
  const [theirs, setTheirs] = useState<Detail | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const edit = (changes: Partial<Words>) => setWords({ ...words, ...changes })
  const metadata = parse(words.metadata)
  const changed = !same(words, wordsOf(base))

  // It was changed in ways that are none of this form's.
  useEffect(() => {
    if (asset !== base && same(wordsOf(asset), wordsOf(base))) setBase(asset)
  }, [asset])

  const begin = (from: Detail) => {
    setBase(from)
    setWords(wordsOf(from))
    setTheirs(null)
    setFailure(null)
  }
  const store = async (etag: string) => {
    setBusy(true)
    setFailure(null)
    try {
      const answer = await saveOver(base, etag, words)
      if ('theirs' in answer) setTheirs(answer.theirs)
      else {
        begin(answer.saved)
        change(answer.saved)
        say('Saved.')
      }
    } catch (error) {
      setFailure(error)
    }
    setBusy(false)
  }
  const submit = (event: Event) => {
    event.preventDefault()
    if (typeof metadata !== 'string') void store(base.etag)
  }

  return (
    <form class="stack" onSubmit={submit}>
      <label class="field">
        <span>File name</span>
        <input
          value={words.filename}
          required
          autocomplete="off"
          onInput={({ currentTarget }) => edit({ filename: currentTarget.value })}
        />
      </label>
      <TagsField tags={words.tags} change={(tags) => edit({ tags })} />
      <MetadataField
        value={words.metadata}
        problem={metadata}
        edit={(value) => edit({ metadata: value })}
      />
      {theirs && (
        <Conflict
          mine={words}
          theirs={wordsOf(theirs)}
          busy={busy}
          take={() => (begin(theirs), change(theirs))}
          overwrite={() => store(theirs.etag)}
        />
      )}
      <Failed failure={failure} />
      {!theirs && (
        <div class="row">
          <button class="main" disabled={busy || !changed || typeof metadata === 'string'}>
            {busy ? 'Saving…' : 'Save'}
          </button>
          {changed && (
            <button type="button" class="plain" onClick={() => begin(base)}>
              Undo changes
            </button>
          )}
        </div>
      )}
    </form>
  )
}

interface FieldProps {
  value: string
  problem: unknown
  edit: (value: string) => void
}

function MetadataField({ value, problem, edit }: FieldProps) {
  const wrong = typeof problem === 'string'
  return (
    <div class="field">
      <label for="picture-metadata">Metadata, as JSON</label>
      <textarea
        id="picture-metadata"
        class="json"
        rows={Math.min(12, Math.max(3, value.split('\n').length))}
        spellcheck={false}
        placeholder={'{"photographer": "…"}'}
        value={value}
        aria-invalid={wrong}
        aria-describedby="metadata-problem"
        onInput={({ currentTarget }) => edit(currentTarget.value)}
      />
      <p id="metadata-problem" class="problem small-text" aria-live="polite">
        {wrong && problem}
      </p>
    </div>
  )
}

/** What went wrong, where it went wrong. */
export function Failed({ failure }: { failure: unknown }) {
  if (!failure) return null
  const { text, code } = explain(failure)
  return (
    <p class="problem" role="alert">
      {text} {code && <code>{code}</code>}
    </p>
  )
}

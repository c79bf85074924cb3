/** Somebody else has changed it since: both versions, and which of them shall stand. */

import { useEffect, useRef } from 'preact/hooks'
import type { Words } from './words'

interface Props {
  mine: Words
  theirs: Words
  busy: boolean
  take: () => void
  overwrite: () => void
}

export function Conflict({ mine, theirs, busy, take, overwrite }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const rows: [string, string, string][] = [
    ['File name', mine.filename, theirs.filename],
    ['Tags', mine.tags.join(', '), theirs.tags.join(', ')],
    ['Metadata', mine.metadata, theirs.metadata],
  ]
  const differing = rows.filter(([, a, b]) => a !== b)
  return (
    <section class="conflict stack" role="alert">
      <h3 ref={heading} tabIndex={-1}>
        This picture was changed meanwhile
      </h3>
      <p class="hint">Somebody, or another window, saved other words after you opened it.</p>
      {differing.map(([name, a, b]) => (
        <dl key={name} class="versions">
          <Version name={`${name}, yours`} text={a} />
          <Version name={`${name}, theirs`} text={b} />
        </dl>
      ))}
      {differing.length === 0 && <p>Both say the same.</p>}
      <div class="row">
        <button type="button" onClick={take} disabled={busy}>
          Take theirs
        </button>
        <button type="button" class="danger" onClick={overwrite} disabled={busy}>
          Write over with mine
        </button>
      </div>
    </section>
  )
}

function Version({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text || <em>empty</em>}</dd>
    </div>
  )
}

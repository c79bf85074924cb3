/** What was asked for before: of thirty days. */

import { useEffect, useState } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { focusSoon } from '../asset/focus'
import { isOver } from '../making/follow'
import { useFollowing } from '../making/following'
import { attempt, say } from '../notices'
import { count, when } from '../text'
import { type Faces, facesOf } from './faces'
import { current, cursor, earlier, type Item, note, readMore, remove } from './store'
import { wishAgain } from './wish'

const TITLE = 'earlier'

export function Earlier() {
  const items = (earlier.value ?? []).filter(({ id }) => id !== current.value?.id)
  const faces = useFaces(items)
  if (earlier.value === null) return <p class="hint">Loading…</p>
  if (items.length === 0) return null
  return (
    <section class="stack" aria-labelledby={TITLE}>
      <h2 id={TITLE} tabIndex={-1}>
        Earlier
      </h2>
      <ul class="earlier">
        {items.map((item) => (
          <Row key={item.id} item={item} faces={faces} />
        ))}
      </ul>
      {cursor.value && (
        <div>
          <button onClick={() => attempt(readMore)}>Show more</button>
        </div>
      )}
    </section>
  )
}

function Row({ item, faces }: { item: Item; faces: Faces }) {
  const following = useFollowing(item, note)
  const words = item.prompt ?? item.transcript ?? TASKS[item.task]
  const forget = async () => {
    following.stop()
    if (!(await attempt(() => remove(item.id)))) return following.again()
    say(isOver(item) ? 'Forgotten; its pictures stay.' : 'It is given up.')
    focusSoon(TITLE)
  }
  return (
    <li class="was">
      <Pictures item={item} faces={faces} />
      <div class="words">
        <p class="asked">{words}</p>
        <p class="hint">{said(item)}</p>
        {item.problem && <p class="hint lost">{item.problem.detail}</p>}
      </div>
      <div class="row">
        {item.task === 'generation' && (
          <button class="small" onClick={() => again(item)}>
            Ask again<span class="unseen"> for {words}</span>
          </button>
        )}
        <button class="small plain" onClick={forget}>
          {isOver(item) ? 'Remove' : 'Cancel'}
          <span class="unseen"> {words}</span>
        </button>
      </div>
    </li>
  )
}

const TASKS: Record<Item['task'], string> = {
  generation: 'From words',
  variation: 'Variations of a picture',
  refinement: 'A refinement',
  instruction: 'An edit in words',
}
const STATES: Record<Item['state'], string> = {
  queued: 'waiting',
  running: 'being made',
  ready: '',
  refused: 'refused',
  failed: 'not made',
}

function said({ task, state, created_at, result_ids }: Item): string {
  const kind = task === 'generation' ? '' : TASKS[task]
  const made = result_ids.length > 1 ? count(result_ids.length, 'picture') : ''
  return [kind, STATES[state] || made, when(created_at)].filter(Boolean).join(' · ')
}

function again(item: Item): void {
  wishAgain(item, Math.max(1, item.progress.of))
  scrollTo(0, 0)
  document.querySelector<HTMLElement>('.wish textarea')?.focus({ preventScroll: true })
}

function Pictures({ item, faces }: { item: Item; faces: Faces }) {
  const there = item.result_ids.filter((id) => faces[id])
  return (
    <span class={`faces of-${Math.min(4, there.length)}`}>
      {there.map((id, index) => (
        <Link key={id} href={`/assets/${id}`} aria-label={`Picture ${index + 1}`}>
          <img src={faces[id]} alt="" loading="lazy" />
        </Link>
      ))}
    </span>
  )
}

/** A small picture of every result that is still there. */
function useFaces(items: readonly Item[]): Faces {
  const [faces, setFaces] = useState<Faces>({})
  const ids = items.flatMap(({ result_ids }) => result_ids)
  const wanted = ids.filter((id) => !(id in faces)).join()
  useEffect(() => {
    if (!wanted) return
    void attempt(async () => {
      const found = await facesOf(wanted.split(','))
      setFaces((known) => ({ ...known, ...found }))
    })
  }, [wanted])
  return faces
}

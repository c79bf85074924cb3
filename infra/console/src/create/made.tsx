/** What was asked for just now: how far it is, and the pictures as they come. */

import { useEffect, useRef } from 'preact/hooks'
import { Link } from 'wouter-preact'
import type { Detail } from '../api/client'
import { Picture } from '../gallery/picture'
import { isOver } from '../making/follow'
import { useFollowing } from '../making/following'
import { Progress } from '../making/progress'
import { attempt, say } from '../notices'
import { current, note, remove } from './store'
import { change, makingOf, wishAgain } from './wish'

const EXAMPLES = [
  'a calm sea at dusk, warm light',
  'misty hills in the morning, soft greens',
  'a city at night in the rain, neon reflections',
  'an abstract field of indigo and gold',
]

export function Made() {
  const place = useRef<HTMLElement>(null)
  const now = current.value
  const following = useFollowing(now, (changed) => (current.value = changed))
  useEffect(() => {
    if (now && !isOver(now)) reveal(place.current)
  }, [now?.id])
  const giveUp = async () => {
    following.stop()
    if (!(await attempt(() => remove(now?.id ?? '')))) return following.again()
    say('It is given up.')
    focusWords()
  }

  if (!now) return <Nothing />
  const waiting = isOver(now) ? 0 : now.progress.of - now.results.length
  return (
    <section class="stack" ref={place} aria-labelledby="made">
      <div class="row">
        <h2 id="made">{isOver(now) ? 'Just made' : 'Being made'}</h2>
        {!isOver(now) && (
          <button class="small" onClick={giveUp}>
            Cancel
          </button>
        )}
      </div>
      <p class="asked">{now.prompt}</p>
      <Progress now={now} />
      <ul class="results">
        {now.results.map((asset) => (
          <Result key={asset.id} asset={asset} />
        ))}
        {Array.from({ length: waiting }, (_, index) => (
          <li key={index} class="result" aria-hidden="true">
            <span class="blank" style={{ '--shape': (now.width ?? 1) / (now.height ?? 1) }} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Result({ asset }: { asset: Detail }) {
  const { seed } = makingOf(asset)
  const again = () => {
    if (current.value) note(current.value)
    wishAgain(makingOf(asset))
    document.querySelector<HTMLElement>('.wish button.main')?.focus()
    say(`The form has the seed ${seed}: the same words give the same picture.`)
  }
  return (
    <li class="result">
      <Link href={`/assets/${asset.id}`}>
        <Picture asset={asset} alt={asset.filename} sizes="(max-width: 62rem) 95vw, 40rem" eager />
      </Link>
      {seed !== undefined && (
        <p class="row">
          <span class="hint">Seed {seed}</span>
          <button class="small" onClick={again}>
            Again with this seed
          </button>
        </p>
      )}
    </li>
  )
}

function Nothing() {
  return (
    <section class="nothing stack" aria-labelledby="made">
      <h2 id="made">What would you like to see?</h2>
      <p>Say it in words. To begin with:</p>
      <ul class="examples">
        {EXAMPLES.map((prompt) => (
          <li key={prompt}>
            <button onClick={() => (change({ prompt }), focusWords())}>{prompt}</button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function focusWords(): void {
  document.querySelector<HTMLElement>('.wish textarea')?.focus()
}

/** On a phone it is below the form. */
function reveal(element: HTMLElement | null): void {
  if (element && element.getBoundingClientRect().top > innerHeight * 0.7) element.scrollIntoView()
}

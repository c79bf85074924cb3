/** Pictures by day, in rows that fill the width; more of them as one scrolls. */

import { useEffect, useRef } from 'preact/hooks'
import type { Asset } from '../api/client'
import { explain } from '../api/problem'
import { dayName, dayOf } from '../text'
import { failure, more, shown, state } from './store'
import { Tile } from './tile'
import { useUnfinishedRow } from './unfinished'

/** Those that are seen at once are not loaded lazily. */
const EAGER = 12

export function Grid() {
  const isFirst = shown.value.length === 0 && state.value !== 'failed'
  // Not the button below: it would jump.
  if (isFirst && state.value !== 'end') return <p class="hint" aria-busy="true">Loading…</p>
  const days = byDay(shown.value)
  const eager = new Set(shown.value.slice(0, EAGER).map((each) => each.id))
  return (
    <>
      {days.map(([day, assets], index) => (
        <Day key={day} day={day} assets={assets} eager={eager} isLast={index === days.length - 1} />
      ))}
      <More />
    </>
  )
}

interface DayProps {
  day: string
  assets: Asset[]
  eager: ReadonlySet<string>
  isLast: boolean
}

function Day({ day, assets, eager, isLast }: DayProps) {
  const list = useRef<HTMLUListElement>(null)
  useUnfinishedRow(list, isLast && isComing())
  return (
    <section class="day" aria-label={dayName(day)}>
      <h2>{dayName(day)}</h2>
      <ul class="grid" ref={list}>
        {assets.map((asset) => (
          <Tile key={asset.id} asset={asset} eager={eager.has(asset.id)} />
        ))}
        <li class="filler" aria-hidden="true" />
      </ul>
    </section>
  )
}

/** Whether more is read without being asked for. */
const isComing = () => state.value === 'waiting' || state.value === 'reading'

function byDay(assets: readonly Asset[]): [string, Asset[]][] {
  const days = new Map<string, Asset[]>()
  for (const asset of assets) {
    const day = dayOf(asset.created_at)
    days.set(day, [...(days.get(day) ?? []), asset])
  }
  return [...days]
}

/** How far ahead of the end is read on. What is in sight must not jump when more comes. */
const AHEAD = '9000px'

/** Reads on when the end comes near; says so only when that fails. */
function More() {
  const place = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const element = place.current
    if (!element || state.value !== 'waiting') return
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && void more(), {
      rootMargin: AHEAD,
    })
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [state.value])

  const { text, code } = explain(failure.value)
  return (
    <div ref={place} class="more" aria-busy={state.value === 'reading'}>
      {state.value === 'failed' && (
        <>
          <p class="problem">
            {text} {code && <code>{code}</code>}
          </p>
          <button onClick={() => void more()}>Try again</button>
        </>
      )}
    </div>
  )
}

/** Pictures like this one, and this one as words say. */

import { useState } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { api, type Detail, take } from '../../api/client'
import { Picture } from '../../gallery/picture'
import { Budget } from '../../making/budget'
import { isOver } from '../../making/follow'
import { MakerNote } from '../../making/maker'
import { Progress } from '../../making/progress'
import { Refused } from '../../making/refused'
import type { Place } from '../edit/sizes'
import { type Asking, useAsking } from './asking'
import { middle, RegionField, shares } from './region'

export function More({ asset }: { asset: Detail }) {
  return (
    <>
      <Variations asset={asset} />
      <Refine asset={asset} />
      <Budget />
      <MakerNote />
    </>
  )
}

function Variations({ asset }: { asset: Detail }) {
  const asking = useAsking()
  const [number, setNumber] = useState(2)
  const [strength, setStrength] = useState(0.5)
  const submit = (event: Event) => {
    event.preventDefault()
    if (asking.busy) return
    const params = { path: { asset_id: asset.id } }
    const body = { num_variations: number, strength }
    void asking.begin(body, (key) =>
      take(
        api.POST('/v1/assets/{asset_id}/variations', {
          params,
          body,
          headers: { 'Idempotency-Key': key },
        }),
      ),
    )
  }
  return (
    <form class="stack" onSubmit={submit} aria-labelledby="variations">
      <h3 id="variations">Variations</h3>
      <div class="fields">
        <label class="field">
          <span>How many</span>
          <select
            value={number}
            onChange={({ currentTarget }) => setNumber(Number(currentTarget.value))}
          >
            {[1, 2, 3, 4].map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <StrengthField value={strength} set={setStrength} />
      </div>
      <div>
        <button aria-disabled={asking.busy}>{asking.busy ? 'Varying…' : 'Make variations'}</button>
      </div>
      <Outcome asking={asking} />
    </form>
  )
}

function Refine({ asset }: { asset: Detail }) {
  const asking = useAsking()
  const [prompt, setPrompt] = useState('')
  const [keep, setKeep] = useState(true)
  const [place, setPlace] = useState<Place | null>(null)
  const [strength, setStrength] = useState(0.5)
  const submit = (event: Event) => {
    event.preventDefault()
    if (asking.busy) return
    const params = { path: { asset_id: asset.id } }
    const region = place && shares(place, asset)
    const body = { prompt, preserve_structure: keep, strength, region }
    void asking.begin(body, (key) =>
      take(
        api.POST('/v1/assets/{asset_id}/refinements', {
          params,
          body,
          headers: { 'Idempotency-Key': key },
        }),
      ),
    )
  }
  return (
    <form class="stack" onSubmit={submit} aria-labelledby="refine">
      <h3 id="refine">Refine</h3>
      <label class="field">
        <span>How it shall look</span>
        <textarea
          rows={2}
          required
          maxLength={2000}
          placeholder="in autumn colours, evening light"
          value={prompt}
          onInput={({ currentTarget }) => setPrompt(currentTarget.value)}
        />
      </label>
      <label class="row">
        <input
          type="checkbox"
          checked={keep}
          onChange={({ currentTarget }) => setKeep(currentTarget.checked)}
        />
        Its shapes stay where they are
      </label>
      <label class="row">
        <input
          type="checkbox"
          checked={place !== null}
          onChange={({ currentTarget }) => setPlace(currentTarget.checked ? middle(asset) : null)}
        />
        Only a part of it
      </label>
      {place && <RegionField asset={asset} place={place} set={setPlace} />}
      <StrengthField value={strength} set={setStrength} />
      <div>
        <button aria-disabled={asking.busy}>{asking.busy ? 'Refining…' : 'Refine'}</button>
      </div>
      <Outcome asking={asking} />
    </form>
  )
}

function StrengthField({ value, set }: { value: number; set: (value: number) => void }) {
  return (
    <label class="field">
      <span>Strength: {Math.round(value * 100)} %</span>
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={value}
        onInput={({ currentTarget }) => set(currentTarget.valueAsNumber)}
      />
    </label>
  )
}

/** How far it is, and what came of it. */
export function Outcome({ asking: { now, failure } }: { asking: Asking }) {
  return (
    <>
      <Refused failure={failure} />
      {now && <Progress now={now} />}
      {now && now.progress.of > 1 && (now.results.length > 0 || !isOver(now)) && (
        <ul class="results small">
          {now.results.map((asset, index) => (
            <li key={asset.id} class="result">
              <Link href={`/assets/${asset.id}`}>
                <Picture asset={asset} alt={`Result ${index + 1}`} sizes="12rem" eager />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

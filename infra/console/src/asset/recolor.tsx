import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import type { Detail } from '../api/client'
import { say } from '../notices'
import { type Palette, recolor } from './palettes'
import { Failed } from './words_form'

interface Props {
  asset: Detail
  palettes: readonly Palette[]
  /** The one colour that was chosen last. */
  picked: string
  pick: (hex: string) => void
}

const ONE = ''

/** The same picture in other colours, as an asset of its own. */
export function Recolor({ asset, palettes, picked, pick }: Props) {
  const [chosen, setChosen] = useState(ONE)
  const [strength, setStrength] = useState(0.8)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [, go] = useLocation()
  const palette = palettes.find(({ id }) => id === chosen)
  const colors = palette ? palette.colors.map(({ hex }) => hex) : [picked]
  const submit = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    try {
      const id = await recolor(asset.id, colors, strength)
      say('Recoloured: this is the new picture.')
      go(`/assets/${id}`)
    } catch (error) {
      setFailure(error)
    }
    setBusy(false)
  }
  return (
    <form class="stack" onSubmit={submit}>
      <h3>Recolour</h3>
      <div class="fields">
        <label class="field">
          <span>With</span>
          <select value={chosen} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            <option value={ONE}>one colour</option>
            {palettes.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {!palette && (
          <label class="field">
            <span>Colour</span>
            <input
              type="color"
              value={picked}
              onInput={({ currentTarget }) => pick(currentTarget.value)}
            />
          </label>
        )}
        <label class="field wide">
          <span>Strength: {Math.round(strength * 100)} %</span>
          <input
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={strength}
            onInput={({ currentTarget }) => setStrength(currentTarget.valueAsNumber)}
          />
        </label>
      </div>
      <Failed failure={failure} />
      <div>
        <button disabled={busy}>{busy ? 'Recolouring…' : 'Recolour'}</button>
      </div>
    </form>
  )
}
